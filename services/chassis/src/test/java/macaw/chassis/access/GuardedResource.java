package macaw.chassis.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import macaw.chassis.logs.LogContext;
import macaw.chassis.tracing.TraceContext;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Routes as a service has them, for {@link AccessTest}. */
@Path("/v1")
@RunOnVirtualThread
public class GuardedResource {
    /** A body whose constructor refuses nonsense. */
    public record Amount(int amount) {
        @JsonCreator
        public Amount {
            if (amount < 0) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "amount must be >= 0, was " + amount);
            }
        }
    }

    @GET
    @Path("operators")
    @RolesAllowed(Roles.OPERATOR)
    public String operators() {
        return "for operators";
    }

    @GET
    @Path("forgotten")
    public String forgotten() {
        return "nobody said who may see this";
    }

    @POST
    @Path("amounts")
    @RolesAllowed(Roles.OPERATOR)
    public Amount amounts(Amount amount) {
        return amount;
    }

    /** For {@link macaw.chassis.tracing.TracedCallsTest}: the span that its log lines carry. */
    @GET
    @Path("trace")
    @RolesAllowed(Roles.OPERATOR)
    public String trace() {
        TraceContext trace = LogContext.current().trace();
        return trace.traceId() + " " + trace.spanId();
    }

    @GET
    @Path("bug")
    @RolesAllowed(Roles.OPERATOR)
    public String bug() {
        throw new IllegalStateException("a secret of the inside");
    }
}
