import subprocess
import sys

CODE = """
import gc
from chalicelib.platform.garbage_collection import COLLECT_AFTER, tune_garbage_collector
tune_garbage_collector()
print(gc.isenabled(), gc.get_threshold()[0] == COLLECT_AFTER, gc.get_freeze_count() > 1000)
"""


def test_what_is_loaded_is_spared_and_new_objects_are_collected_seldom():
    found = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)

    assert found.stdout.split() == ["True", "True", "True"]
