from __future__ import annotations

import pytest

from tests.tampering.looking import Look, read
from tests.tampering.scene import Scene, make_scene


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The practice; who changes it takes it `anew`."""
    return make_scene(tmp_path_factory.mktemp("tampering") / "practice")


@pytest.fixture(scope="session")
def truth(scene: Scene) -> Look:
    """What is read where nothing was changed."""
    look = read(scene.anew().settings())
    assert look.told == ()
    return look
