# SPDX-License-Identifier: EUPL-1.2
"""What schemathesis must not take for a fault, since the standard says otherwise."""
import schemathesis


@schemathesis.hook
def before_load_schema(context, schema):
    """A `limit` above the stated maximum is clamped, and the answer says so (Features Part 1, 7.15.2): the
    maximum is not for refusing."""
    for methods in schema["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", []):
                if parameter.get("name") == "limit":
                    parameter["schema"].pop("maximum", None)
