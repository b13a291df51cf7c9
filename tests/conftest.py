"""What every test starts from."""

from hypothesis import settings

settings.register_profile("suite", deadline=None)  # no test is about time
settings.load_profile("suite")
