"""The code for the first account: the same after each start, and the one that the page takes."""

from pydantic import SecretStr

from chalicelib.accounts.service.setup_code import SetupCode
from localstack import stack_environment
from localstack.setup_code import is_asked_for, setup_code


def test_the_console_prints_the_code_that_the_page_takes_after_every_start(tmp_path):
    env = {"SEEN_DATA_DIR": str(tmp_path)}
    settings = stack_environment.settings(env)

    first, second = setup_code(env, settings), setup_code(env, settings)
    secret = (tmp_path / "secrets.json").read_text()

    assert first == second
    assert first not in secret
    kept = stack_environment.settings(env | {"SEEN_SECRET": "x" * 40})
    assert setup_code({"SEEN_SECRET": "x" * 40}, kept) != first


def test_a_chosen_code_is_printed_as_it_is(tmp_path):
    env = {"SEEN_DATA_DIR": str(tmp_path), "SEEN_SETUP_CODE": "Wren 2026"}

    assert setup_code(env, stack_environment.settings(env)) == "Wren 2026"


def test_a_server_for_this_machine_alone_asks_for_no_code():
    assert not is_asked_for(stack_environment.settings({"SEEN_HOST": "127.0.0.1"}))
    assert not stack_environment.settings({"SEEN_HOST": "::1"}).needs_setup_code
    assert stack_environment.settings({}).needs_setup_code


def test_spelling_does_not_matter_and_anything_else_does():
    code = SetupCode(SecretStr("x" * 40), None, is_needed=True)

    assert code.matches(SecretStr(code.reveal().lower().replace("-", " ")))
    assert not code.matches(SecretStr(code.reveal()[:-1]))
    assert not code.matches(SecretStr(""))
