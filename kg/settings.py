"""Every setting, its default and what it is for. Only the command line and `api.app` read them.

Nothing is read at import: `Settings()` reads the environment (`PHOIHOP_*`) when it is called. The
reference page `docs/reference/settings.md` is made from the descriptions here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from kg.store.address import RemoteAddress, authorisation

MIB = 1024 * 1024


class Settings(BaseSettings):
    """Settings of a build, a server and the command line; frozen once made."""

    model_config = SettingsConfigDict(env_prefix="PHOIHOP_", frozen=True, extra="forbid")

    var: Path = Field(
        default=Path("var"),
        description="Folder of the published generations and of builds under way.",
    )
    data: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(Path("data"),),
        min_length=1,
        description="Folders with sources, separated as in PATH; searched for `source.yml`.",
    )
    texts: Path | None = Field(
        default=None,
        description="Folder of the texts of the sources, to show evidence in its words; without "
        "it the place and the hash are shown.",
    )
    store: str = Field(
        default="",
        description="Query address of a remote SPARQL engine that holds the graphs, such as "
        "`http://127.0.0.1:7878/query`; empty means the store of the generation itself.",
    )
    store_update: str = Field(default="", description="Update address of that engine.")
    store_graphs: str = Field(
        default="",
        description="Graph Store Protocol address of that engine; `phoihop publish` needs it.",
    )
    store_union: str = Field(
        default="",
        description="What that engine wants to be asked so that its default graph is the union of "
        "all graphs, such as `union-default-graph=true`.",
    )
    store_user: str = Field(default="", description="User for that engine.")
    store_password: SecretStr | None = Field(default=None, description="Password of that user.")
    store_token: SecretStr | None = Field(
        default=None, description="Bearer token for that engine, instead of a user."
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: int = Field(
        default=8000, ge=0, le=65535, description="Port the server listens on; 0 picks one."
    )
    public_url: str = Field(
        default="",
        description="Address under which others reach the server, for links in descriptions; "
        "empty means as the request says.",
    )
    language: Literal["vi", "en"] = Field(
        default="vi",
        description="Language of answers on the command line when `--lang` is not given.",
    )
    keep_generations: int = Field(
        default=5,
        ge=1,
        description="Generations that stay after a publication, the current one included.",
    )
    validation_engine: Literal["shifty", "pyshacl"] = Field(
        default="shifty", description="SHACL engine of a build: the fast one or the reference."
    )
    chain_limit_triples: int = Field(
        default=5_000_000,
        ge=0,
        description="Dated chains are derived up to this many quads; beyond, the authority index "
        "alone answers.",
    )
    deadline_s: float = Field(
        default=20.0,
        gt=0,
        description="Seconds a SPARQL query may run before its worker is killed.",
    )
    worker_memory_bytes: int = Field(
        default=1024 * MIB, ge=64 * MIB, description="Address space one query worker may take."
    )
    result_bytes: int = Field(
        default=64 * MIB, ge=1, description="Largest result of one SPARQL query."
    )
    query_bytes: int = Field(default=256 * 1024, ge=1, description="Longest SPARQL query.")
    body_bytes: int = Field(
        default=1 * MIB, ge=1, description="Largest body of a request without a writer token."
    )
    upload_bytes: int = Field(
        default=64 * MIB, ge=1, description="Largest body of a request with a writer token."
    )
    workers: int = Field(default=2, ge=1, le=64, description="Queries that run at the same time.")
    queue: int = Field(
        default=64,
        ge=0,
        description="Queries that may wait for a worker, half of them of one client; the next one "
        "is told to retry.",
    )
    requests_per_minute: int = Field(
        default=0,
        ge=0,
        description="Requests that one client may send in a minute; 0 sets no bound.",
    )
    cache_bytes: int = Field(
        default=64 * MIB, ge=0, description="Memory for results of SPARQL queries; 0 keeps none."
    )
    answer_bytes: int = Field(
        default=64 * MIB,
        ge=0,
        description="Memory for whole answers that are given again, in each process; 0 keeps none. "
        "With `requests_per_minute` none is kept.",
    )
    writer_token_sha256: SecretStr | None = Field(
        default=None,
        description="SHA-256 of the token that may write; without it there is no way to write.",
    )
    tokens: SecretStr | None = Field(
        default=None,
        description="More tokens, `name:scope:sha256` separated by spaces; a scope is reader, "
        "writer or admin, the name stands in the log of changes.",
    )
    write_deadline_s: float = Field(
        default=300.0,
        gt=0,
        description="Seconds a change may take, validation and publication included.",
    )
    grace_s: int = Field(
        default=30,
        ge=0,
        description="Seconds that requests under way have to end when the server is told to; then "
        "their connections are cut.",
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="Log lines for people or for machines."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severity that is logged."
    )

    def remote_address(self) -> RemoteAddress | None:
        """Return where the remote engine is, or None when the store is the generation's own.

        Raises:
            ParameterError: An address is none.
        """
        if not self.store:
            return None
        password, token = (
            secret.get_secret_value() if secret else None
            for secret in (self.store_password, self.store_token)
        )
        return RemoteAddress(
            self.store,
            self.store_update or None,
            self.store_graphs or None,
            self.store_union,
            authorisation(self.store_user, password, token),
        )

    @field_validator("data", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(Path(part) for part in value.split(os.pathsep) if part)
        return value
