"""The keys that the proxy under test knows, and what it hears: it has no database."""

import json
import os

import litellm
from fastapi import Request
from litellm.proxy._types import ProxyErrorTypes, ProxyException, UserAPIKeyAuth

# Without it a budget of a model's is not looked at.
litellm.enable_post_custom_auth_checks = True


async def user_api_key_auth(request: Request, api_key: str) -> UserAPIKeyAuth:
    with open(os.environ["JETWAY_TEST_HEARD"], "a") as heard:
        heard.write(json.dumps({"path": request.url.path, "headers": dict(request.headers)}) + "\n")
    known = json.loads(os.environ["JETWAY_TEST_KEYS"])
    if api_key not in known:
        raise ProxyException(
            message=f"Authentication Error, Received API Key = sk-...{api_key[-4:]}",
            type=ProxyErrorTypes.token_not_found_in_db,
            param="key",
            code=401,
        )
    return UserAPIKeyAuth(api_key=api_key, **known[api_key])
