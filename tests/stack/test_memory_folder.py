"""The folder of the mapped files, in memory and without."""

from pathlib import Path

from chalicelib.platform.cache.shared_generations import SharedGenerations
from localstack import memory_folder


def test_the_folder_is_in_memory_and_private_and_can_be_removed(tmp_path):
    memory, link = tmp_path / "memory", tmp_path / "mapped"
    memory.mkdir()

    assert memory_folder.create(link, memory)
    folder = link.resolve()
    (link / "file").write_text("x")

    assert folder.parent == memory
    assert folder.stat().st_mode & 0o777 == 0o700
    memory_folder.remove(link)
    assert not folder.exists()
    assert not link.is_symlink()


def test_files_of_a_killed_run_are_replaced(tmp_path):
    memory, link = tmp_path / "memory", tmp_path / "mapped"
    memory.mkdir()
    memory_folder.create(link, memory)
    (link / "old").touch()

    memory_folder.create(link, memory)

    assert list(link.iterdir()) == []
    assert len(list(memory.iterdir())) == 1


def test_without_a_memory_file_system_it_is_an_ordinary_folder(tmp_path):
    link = tmp_path / "mapped"

    assert not memory_folder.create(link, tmp_path / "nowhere")
    assert link.is_dir()
    assert not link.is_symlink()


def test_the_shared_generations_file_has_all_its_blocks(tmp_path: Path):
    board = tmp_path / "cache.board"
    with board.open("wb") as sparse:  # as earlier versions left it
        sparse.truncate(32 * 1024)

    SharedGenerations(board)

    assert board.stat().st_blocks * 512 >= 32 * 1024
