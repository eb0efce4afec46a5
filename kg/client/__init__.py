"""The Python client: every answer of the service, typed, synchronous and asynchronous.

```python
from kg.client import Client

with Client("http://127.0.0.1:8000") as phoihop:
    answer = phoihop.under_both(
        "com/dang-uy-tct-thep-viet-nam", "com/quan-uy-hong-bang", "2017-10-06"
    )
    print(answer["summary"]["en"])
    frame = phoihop.concurrent_posts(as_of="2017-10-06").to_frame()  # with pandas installed
```

Errors are those of `kg.errors`, by the code of the server's problem document.
"""

from kg.client.client import AsyncClient, Client
from kg.client.frames import FrameUnavailable
from kg.client.paging import AsyncRows, GenerationChanged, Page, Rows
from kg.client.results import QueryRows, QuestionAnswer

__all__ = [
    "AsyncClient",
    "AsyncRows",
    "Client",
    "FrameUnavailable",
    "GenerationChanged",
    "Page",
    "QueryRows",
    "QuestionAnswer",
    "Rows",
]
