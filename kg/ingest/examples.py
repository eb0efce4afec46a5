"""Example rows for each table: the documentation shows them, a test reads them as one source.

Cell *P* works in enterprise *E* of corporation *A*; committees *A* and *B* have an agreement.
Nothing here is a fact about the world. The first row of a table names the columns shown.
"""

from __future__ import annotations

EXAMPLES: dict[str, tuple[dict[str, str], ...]] = {
    "units": (
        {
            "id": "unit/dang-bo-a",
            "type": "PartyOrganisation",
            "label@vi": "Đảng bộ Tổng công ty A",
            "label@en": "Party organisation of corporation A",
            "altLabel@vi": "Đảng bộ TCT A;ĐB A",
            "organisedIn": "",
            "kind": "enterprise-parent-company",
            "evidence": "10-32",
        },
        {
            "id": "unit/chi-bo-p",
            "type": "PartyCell",
            "label@vi": "Chi bộ P",
            "label@en": "Party cell P",
            "altLabel@vi": "",
            "organisedIn": "ent/e",
            "kind": "",
            "evidence": "120-148",
        },
    ),
    "committees": (
        {
            "id": "com/dang-uy-a",
            "label@vi": "Đảng ủy Tổng công ty A",
            "executiveCommitteeOf": "unit/dang-bo-a",
            "evidence": "10-32;210-232",
        },
        {
            "id": "com/quan-uy-b",
            "label@vi": "Quận ủy B",
            "executiveCommitteeOf": "",
            "evidence": "36-45",
        },
    ),
    "standing-committees": (
        {
            "id": "std/ban-thuong-vu-dang-uy-a",
            "label@vi": "Ban Thường vụ Đảng ủy A",
            "standingCommitteeOf": "com/dang-uy-a",
            "evidence": "240-263",
        },
    ),
    "advisory-bodies": (
        {
            "id": "adv/ban-to-chuc-dang-uy-a",
            "label@vi": "Ban Tổ chức Đảng ủy A",
            "advisoryBodyOf": "com/dang-uy-a",
            "evidence": "270-291",
        },
    ),
    "enterprises": (
        {
            "id": "ent/e",
            "label@vi": "Công ty E",
            "evidence": "129-138",
        },
    ),
    "enterprise-groups": (
        {
            "id": "egr/tong-cong-ty-a",
            "label@vi": "Tổng công ty A",
            "parentCompany": "ent/e",
            "evidence": "18-32",
        },
    ),
    "enterprise-bodies": (
        {
            "id": "ebd/hdtv-tong-cong-ty-a",
            "label@vi": "Hội đồng thành viên Tổng công ty A",
            "bodyOf": "egr/tong-cong-ty-a",
            "evidence": "300-334",
        },
    ),
    "state-bodies": (
        {
            "id": "state/ubnd-quan-b",
            "label@vi": "Ủy ban nhân dân Quận B",
            "ofArea": "area/quan-b",
            "evidence": "340-362",
        },
    ),
    "mass-organisations": (
        {
            "id": "mass/cong-doan-e",
            "label@vi": "Công đoàn Công ty E",
            "evidence": "370-389",
        },
    ),
    "people": (
        {
            "id": "per/nguoi-n",
            "label@vi": "Người N",
            "evidence": "400-407",
        },
    ),
    "areas": (
        {
            "id": "area/quan-b",
            "label@vi": "Quận B",
            "areaLevel": "district",
            "endLatest": "2025-06-30",
            "evidence": "44-50",
        },
    ),
    "posts": (
        {
            "id": "post/bi-thu-dang-uy-a",
            "label@vi": "Bí thư Đảng ủy A",
            "postIn": "com/dang-uy-a",
            "role": "bi-thu",
            "evidence": "410-426",
        },
    ),
    "norms": (
        {
            "id": "norm/1-qd-tw",
            "label@vi": "Quy định 1-QĐ/TW",
            "documentNumber": "1-QĐ/TW",
            "documentDate": "2018-02-28",
            "docType": "quy-dinh",
            "evidence": "500-530",
        },
    ),
    "agreements": (
        {
            "id": "agr/a.b",
            "type": "CoordinationRegulation",
            "label@vi": "Quy chế phối hợp A - B",
            "agreementParty": "com/dang-uy-a;Quận ủy B",
            "reviewFrequency": "P1Y",
            "startEarliest": "2015",
            "startLatest": "2015",
            "evidence": "0-60",
        },
    ),
    "clauses": (
        {
            "id": "clause/a.b-1",
            "label@vi": "Nội dung 1",
            "inAgreement": "agr/a.b",
            "ordinal": "1",
            "topic": "trao-doi-thong-tin;xay-dung-dang",
            "cites": "norm/1-qd-tw",
            "evidence": "600-700",
        },
    ),
    "obligations": (
        {
            "id": "obl/a.b-1a",
            "label@vi": "Trao đổi kế hoạch năm",
            "inClause": "clause/a.b-1",
            "obligor": "com/dang-uy-a;com/quan-uy-b",
            "action": "exchange",
            "certainty": "stated",
            "evidence": "620-680",
        },
    ),
    "focus-tasks": (
        {
            "id": "task/a.b-2017-1",
            "label@vi": "Nội dung trọng tâm 1",
            "inAgreement": "agr/a.b",
            "plannedIn": "evt/so-ket.2017-10-06.b",
            "ordinal": "1",
            "obligor": "com/dang-uy-a;com/quan-uy-b",
            "topic": "nang-cap-to-chuc",
            "certainty": "stated",
            "evidence": "720-790",
        },
    ),
    "events": (
        {
            "id": "evt/so-ket.2017-10-06.b",
            "type": "ReviewEvent",
            "label@vi": "Hội nghị sơ kết Quy chế A - B",
            "eventDate": "2017-10-06",
            "placeStated": "false",
            "organisedBy": "com/dang-uy-a;com/quan-uy-b",
            "reviewOf": "agr/a.b",
            "duration": "P4Y",
            "endsStatement": "sub: unit/chi-bo-p > com/dang-uy-a > vertical",
            "evidence": "70-110",
        },
    ),
    "changes": (
        {
            "id": "chg/nang-cap-chi-bo-p",
            "type": "Upgrade",
            "label@vi": "Nâng Chi bộ P lên đảng bộ",
            "eventDate": "2018-03",
            "originalOrganization": "unit/chi-bo-p",
            "evidence": "800-860",
        },
    ),
    "plans": (
        {
            "id": "plan/nang-cap-chi-bo-p",
            "label@vi": "Chủ trương nâng Chi bộ P lên đảng bộ",
            "plannedSubject": "unit/chi-bo-p",
            "plannedResult": "PartyOrganisation",
            "plannedIn": "task/a.b-2017-1",
            "status": "planned",
            "certainty": "stated",
            "evidence": "740-790",
        },
    ),
    "groups": (
        {
            "id": "grp/04-don-vi",
            "label@vi": "04 đơn vị",
            "reportedCount": "4",
            "countedKind": "Enterprise",
            "groupOfEvent": "evt/so-ket.2017-10-06.b",
            "memberSuperiorLine": "territorial",
            "candidateMember": "ent/e",
            "certainty": "stated",
            "evidence": "900-960",
        },
    ),
    "unnamed-groups": (
        {
            "id": "ung/cong-ty-lien-ket",
            "label@vi": "Các công ty liên kết (không nêu tên)",
            "countedKind": "Enterprise",
            "memberAffiliatedTo": "egr/tong-cong-ty-a",
            "memberAffiliationKind": "associate",
            "certainty": "stated",
            "evidence": "970-1010",
        },
    ),
    "post-holdings": (
        {
            "member": "per/nguoi-n",
            "role": "bi-thu",
            "organization": "com/dang-uy-a",
            "startLatest": "2017-10-06",
            "endEarliest": "2017-10-06",
            "certainty": "implied",
            "evidence": "400-430",
        },
    ),
    "subordinations": (
        {
            "subordinate": "unit/chi-bo-p",
            "superior": "com/dang-uy-a",
            "line": "vertical",
            "startEarliest": "2012",
            "startLatest": "2012",
            "endEarliest": "2020-05-31",
            "endLatest": "2020-05-31",
            "certainty": "stated",
            "evidence": "1100-1150",
        },
    ),
    "directions": (
        {
            "subordinate": "unit/chi-bo-p",
            "superior": "com/quan-uy-b",
            "line": "agreement",
            "basis": "agr/a.b",
            "startEarliest": "2020-10-01",
            "startLatest": "2020-10-01",
            "certainty": "stated",
            "evidence": "1160-1200",
        },
    ),
    "affiliations": (
        {
            "subordinate": "ent/e",
            "superior": "egr/tong-cong-ty-a",
            "line": "ownership",
            "affiliationKind": "subsidiary",
            "sharePercent": "51.5",
            "certainty": "stated",
            "evidence": "1210-1240",
        },
    ),
    "sitings": (
        {
            "sited": "ent/e",
            "area": "area/quan-b",
            "startLatest": "2017-10-06",
            "endEarliest": "2017-10-06",
            "certainty": "implied",
            "evidence": "1250-1270",
        },
    ),
    "level-assignments": (
        {
            "levelOf": "unit/chi-bo-p",
            "level": "grassroots",
            "certainty": "stated",
            "evidence": "1280-1300",
        },
    ),
    "participations": (
        {
            "event": "evt/so-ket.2017-10-06.b",
            "participant": "per/nguoi-n",
            "capacity": "chair",
            "onSideOf": "com/dang-uy-a",
            "certainty": "stated",
            "evidence": "400-440",
        },
    ),
    "findings": (
        {
            "speaker": "evt/so-ket.2017-10-06.b",
            "about": "agr/a.b",
            "topic": "bao-ve-chinh-tri-noi-bo",
            "duration": "P4Y",
            "subjectMatter@vi": "Báo cáo cho rằng hai bên phối hợp thống nhất",
            "certainty": "stated",
            "evidence": "1310-1400",
        },
    ),
    "identities": (
        {
            "claimSubject": "com/dang-uy-a",
            "claimObject": "com/quan-uy-b",
            "verdict": "different",
            "reason@vi": "Hai cấp ủy của hai đảng bộ khác nhau",
            "certainty": "stated",
            "evidence": "1410-1440",
        },
    ),
    "completeness": (
        {
            "completenessOf": "grp/04-don-vi",
            "completenessStatus": "incomplete",
            "certainty": "stated",
            "evidence": "900-960",
        },
    ),
}
