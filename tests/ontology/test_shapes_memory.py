"""What validation asks of memory, measured in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from pathlib import Path
from kg.ontology.load import shapes_text
from kg.shapes import validate

def resident():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) // 1024

path = Path(sys.argv[1])
kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/phoihop/ontology#Norm>"
node = "<https://w3id.org/phoihop/id/norm/n-"
with path.open("w") as file:
    file.writelines(f"{node}{number}> {kind} .\\n" for number in range(int(sys.argv[2])))
validate(path, shapes=shapes_text())
print(resident())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc; glibc gives back memory there")
def test_memory_of_the_validator_is_given_back(tmp_path):
    def left(lines):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, tmp_path / "union.nt", str(lines)],
            capture_output=True,
            text=True,
            check=True,
        )
        return int(done.stdout)

    # 150 000 triples take some 200 MB while they are checked
    assert left(150_000) - left(10) < 60
