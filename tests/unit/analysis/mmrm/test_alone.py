"""The mixed model for repeated measures, taken out of the package."""

import shutil
import subprocess
import sys
from pathlib import Path

import tlfgen.analysis.mmrm

PROGRAM = """
import sys
sys.path.insert(0, {folder!r})
import doctest, borrowed
assert not [name for name in sys.modules if name.startswith("tlfgen")]
names = {{name: getattr(borrowed, name) for name in borrowed.__all__}}
print(doctest.testmod(borrowed, extraglobs=names).failed)
"""


def test_a_copy_of_the_folder_works_by_itself(tmp_path):
    """Under another name, without the package, its own example holds."""
    source = Path(tlfgen.analysis.mmrm.__file__).parent
    shutil.copytree(source, tmp_path / "borrowed", ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(folder=str(tmp_path))],
        capture_output=True, check=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.stdout.strip() == "0"
