package macaw.chassis.access.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import macaw.chassis.access.Account;
import macaw.chassis.access.Accounts;
import macaw.chassis.errors.GrpcErrors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Stands before every RPC: a known key whose account has a role that the method allows, or the call ends here. */
@ApplicationScoped
@GlobalInterceptor
@Priority(RpcAccess.PRIORITY)
public class RpcAccess implements ServerInterceptor {
    static final int PRIORITY = 3000;

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<Account> CALLER = Context.key("macaw-caller");
    private static final String BEARER = "Bearer ";

    private static final String UNAUTHENTICATED = "show a key in the metadata: authorization: Bearer mk_…";

    private final Accounts accounts;
    private final RpcRoleTable table;

    RpcAccess(Accounts accounts, RpcRoleTable table) {
        this.accounts = accounts;
        this.table = table;
    }

    /** Who makes the call that this thread works on; empty in a public RPC. */
    public static Optional<Account> caller() {
        return Optional.ofNullable(CALLER.get());
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String rpc = call.getMethodDescriptor().getFullMethodName();
        if (table.isPublic(rpc)) {
            return next.startCall(call, headers);
        }
        Optional<String> key = Optional.ofNullable(headers.get(AUTHORIZATION)).map(RpcAccess::key);
        if (key.isEmpty()) {
            return refuse(call, ErrorCode.UNAUTHENTICATED, UNAUTHENTICATED);
        }
        // May ask a database; OrderedCalls has brought the call onto a thread that may wait.
        Optional<Account> known;
        try {
            known = accounts.byKey(key.get());
        } catch (RuntimeException e) {
            return refuse(call, GrpcErrors.toStatus(e));
        }
        return known.map(account -> admit(account, call, headers, next))
                .orElseGet(() -> refuse(call, ErrorCode.UNAUTHENTICATED, UNAUTHENTICATED));
    }

    private <Q, A> ServerCall.Listener<Q> admit(
            Account account, ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String rpc = call.getMethodDescriptor().getFullMethodName();
        Set<String> allowed = table.roles(rpc);
        if (!account.hasAny(allowed)) {
            return refuse(
                    call,
                    ErrorCode.FORBIDDEN,
                    rpc + " is for " + (allowed.isEmpty() ? "nobody" : String.join(", ", allowed)));
        }
        return Contexts.interceptCall(Context.current().withValue(CALLER, account), call, headers, next);
    }

    private static String key(String authorization) {
        return authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length()).strip()
                : authorization;
    }

    private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, ErrorCode code, String message) {
        return refuse(call, GrpcErrors.toStatus(new CodedException(code, message)));
    }

    private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, StatusRuntimeException status) {
        call.close(status.getStatus(), status.getTrailers() == null ? new Metadata() : status.getTrailers());
        return new ServerCall.Listener<>() {};
    }
}
