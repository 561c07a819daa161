"""Errors of signing in and registering."""

from chalicelib.platform.errors import (
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    TooManyRequests,
)


class WrongCredentials(NotSignedIn):
    """The e-mail address or the password is wrong; the error does not tell which."""

    code = "wrong_credentials"


class BadAccessToken(NotSignedIn):
    """The access token was altered, has expired, or its session is over."""

    code = "bad_access_token"


class SessionOver(NotSignedIn):
    """The refresh token belongs to no active session: sign in again."""

    code = "session_over"


class CSRFRefused(NotAllowed):
    """The request may have been sent by another site."""

    code = "csrf_refused"


class RegistrationClosed(NotAllowed):
    """This server takes no new accounts."""

    code = "registration_closed"


class EmailTaken(Conflict):
    """There is an account with that e-mail address already."""

    code = "email_taken"


class PasswordTooCommon(InvalidInput):
    """The password is on the list of common passwords."""

    code = "password_too_common"


class TooManyAttempts(TooManyRequests):
    """The rate limit of sign-ins is exceeded."""

    code = "too_many_attempts"


class WrongPassword(InvalidInput):
    """The current password, asked for before a change, is wrong."""

    code = "wrong_password"


class WrongSetupCode(InvalidInput):
    """The first account needs the code that the server prints on its console."""

    code = "wrong_setup_code"


class AccountDisabled(NotAllowed):
    """The password is right, but an administrator disabled the account."""

    code = "account_disabled"


class LastAdministrator(Conflict):
    """No administrator would be left."""

    code = "last_administrator"


class UnknownAccount(NotFound):
    """There is no such account."""

    code = "unknown_account"


class UnknownDevice(NotFound):
    """The account has no such session."""

    code = "unknown_device"


class LinkNotValid(NotFound):
    """The link was used, replaced or withdrawn, or has expired."""

    code = "link_not_valid"


class LinkForDisabledAccount(Conflict):
    """A password link of a disabled account would not work: enable the account first."""

    code = "link_for_disabled_account"


class BadPicture(InvalidInput):
    """The upload is not a picture that can be read, or it is too large."""

    code = "bad_picture"
