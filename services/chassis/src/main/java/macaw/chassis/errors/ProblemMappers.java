package macaw.chassis.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every exception that leaves a REST method, as problem details. Routes in another product's shape convert their own before this. */
public final class ProblemMappers {
    private static final int BEFORE_BUILT_IN = 1;

    @ServerExceptionMapper(priority = BEFORE_BUILT_IN)
    Response coded(CodedException e) {
        return response(Problem.of(e.code(), String.valueOf(e.getMessage())));
    }

    @ServerExceptionMapper(priority = BEFORE_BUILT_IN)
    Response mismatched(MismatchedInputException e) {
        return malformed(e);
    }

    @ServerExceptionMapper(priority = BEFORE_BUILT_IN)
    Response malformed(JsonProcessingException e) {
        return Failures.coded(e)
                .map(this::coded)
                .orElseGet(() -> response(Problem.of(ErrorCode.REQUEST_INVALID, Failures.malformed(e))));
    }

    @ServerExceptionMapper(priority = BEFORE_BUILT_IN)
    Response unauthorized(UnauthorizedException e) {
        return response(Problem.of(ErrorCode.UNAUTHENTICATED, "show a key: Authorization: Bearer mk_…"));
    }

    @ServerExceptionMapper(priority = BEFORE_BUILT_IN)
    Response unknownKey(AuthenticationFailedException e) {
        return response(Problem.of(ErrorCode.UNAUTHENTICATED, "the key is not known here"));
    }

    @ServerExceptionMapper(priority = BEFORE_BUILT_IN)
    Response forbidden(ForbiddenException e) {
        return response(Problem.of(ErrorCode.FORBIDDEN, "your roles do not allow this"));
    }

    @ServerExceptionMapper(priority = BEFORE_BUILT_IN)
    Response http(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        if (e.getCause() instanceof JsonProcessingException malformed) {
            return malformed(malformed);
        }
        if (status < 400) {
            return e.getResponse();
        }
        if (status >= 500) {
            return unexpected(e);
        }
        ErrorCode code = status == 404 ? ErrorCode.ROUTE_UNKNOWN : ErrorCode.REQUEST_INVALID;
        return response(Problem.of(code, status, String.valueOf(e.getMessage()), Optional.empty()));
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e) {
        CodedException coded = Failures.codedOrInternal(e);
        return response(Problem.of(coded.code(), String.valueOf(coded.getMessage())));
    }

    private static Response response(Problem problem) {
        var response =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
        if (problem.status() == 429 || problem.status() == 503) {
            response.header("Retry-After", "1");
        }
        return response.build();
    }
}
