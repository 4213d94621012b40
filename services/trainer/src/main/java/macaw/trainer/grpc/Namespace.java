package macaw.trainer.grpc;

import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** The one namespace that this trainer serves. */
record Namespace(String own) {
    /** The namespace of a request that names this one or none. Errors: NAME_INVALID. */
    String require(String asked) {
        if (!asked.isEmpty() && !asked.equals(own)) {
            throw new CodedException(
                    ErrorCode.NAME_INVALID, "this trainer serves namespace " + own + ", was asked for " + asked);
        }
        return own;
    }
}
