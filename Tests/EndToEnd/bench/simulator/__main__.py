"""`python -m bench.simulator PORT [plain]` starts ministack, with IAM enforced, on loopback.

With `plain` it runs as it was published, which is how the tests of its gaps run it; else with what
it lacks, one module for each service, and with the routes of `control`.
"""

import os
import sys


def main() -> None:
    port, *options = sys.argv[1:]
    os.environ.update(AUTH="true", BIND_HOST="127.0.0.1", GATEWAY_PORT=port)
    # ministack reads its settings while it is imported.
    import ministack.app as app

    if "plain" not in options:
        from bench.simulator import (
            buckets,
            control,
            delivery_streams,
            identities,
            metric_streams,
            stack_sets,
            streams,
        )

        services = (buckets, delivery_streams, identities, metric_streams, stack_sets, streams)
        for service in services:
            service.install()
        app.app = control.Control(app.app)
    sys.argv = sys.argv[:1]
    app.main()


main()
