"""Days in requests: `YYYY-MM-DD` of the calendar and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from kg.errors import DateError
from kg.model.validity import parse_day


def _parse(value: object) -> date:
    """Read a day; pydantic itself would take seconds since 1970 and moments for days, too."""
    try:
        return parse_day(str(value).strip())
    except DateError:
        raise PydanticCustomError("date_parsing", "not a day") from None


Day = Annotated[date, BeforeValidator(_parse)]
