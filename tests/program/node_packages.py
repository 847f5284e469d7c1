"""Packages for Node.js that tests use: a folder of this directory with package.json,
package-lock.json and scripts, installed once beside the build."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import program

HERE = Path(__file__).resolve().parent
PLACE = Path(
    os.environ.get("CHECKOUTDIAG_NODE_MODULES", program.BINARY.parent / "tests" / "node")
)

# All of npm's downloads; the registry may be slow.
WITHIN = 280

# Nobody runs these, and they are half of what npm unpacks.
_UNUSED = (".map", ".d.ts", ".d.mts", ".d.cts")


class Packages:
    """The packages of one folder."""

    def __init__(self, name):
        self.source = HERE / name
        self.place = PLACE / name

    def missing(self):
        """Why they cannot be used here; empty when they can."""
        needed = ["node"] if self._installed() else ["node", "npm"]
        return "".join(f"{each} is not installed" for each in needed if not shutil.which(each))

    def install(self):
        """Installs them when that was not done yet, copies the scripts, and returns the place."""
        self.place.mkdir(parents=True, exist_ok=True)
        with open(self.place / "lock", "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for file in self.source.iterdir():
                if file.is_file():
                    shutil.copy(file, self.place)
            if not self._installed():
                self._download()
        return self.place

    def _stamp(self):
        wanted = [self.source / "package.json", self.source / "package-lock.json"]
        return hashlib.sha256(b"".join(file.read_bytes() for file in wanted)).hexdigest()

    def _installed(self):
        stamp = self.place / "stamp"
        return stamp.exists() and stamp.read_text() == self._stamp()

    def _download(self):
        # No script of a package runs; what is a peer of something is for features that nobody
        # uses.
        command = ["npm", "ci", "--ignore-scripts", "--omit=peer", "--no-audit", "--no-fund"]
        done = subprocess.run(
            command, cwd=self.place, capture_output=True, text=True, timeout=WITHIN, check=False
        )
        if done.returncode != 0:
            raise AssertionError(f"npm ci failed: {done.stderr[-2000:]}")
        for folder, _, files in os.walk(self.place / "node_modules"):
            for file in files:
                if file.endswith(_UNUSED):
                    with contextlib.suppress(FileNotFoundError):
                        os.unlink(os.path.join(folder, file))
        (self.place / "stamp").write_text(self._stamp())
