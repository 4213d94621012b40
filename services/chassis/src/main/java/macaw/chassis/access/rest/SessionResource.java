package macaw.chassis.access.rest;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import macaw.chassis.access.Account;
import macaw.chassis.access.Roles;
import macaw.chassis.access.Sessions;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Sign-in for browsers: a caller with a key makes a link, the browser that opens it gets a session. */
@Path("/session")
@RunOnVirtualThread
public class SessionResource {
    private final Sessions sessions;
    private final SecurityIdentity caller;
    private final String cookieName;

    SessionResource(
            Sessions sessions,
            SecurityIdentity caller,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.sessions = sessions;
        this.caller = caller;
        this.cookieName = cookieName(service);
    }

    /**
     * Where to send a browser.
     *
     * @param link path and query on this service, good once and for a quarter of an hour
     */
    public record SessionLink(String link) {}

    /** Cookies know no ports, so services on one host need names of their own. */
    static String cookieName(String service) {
        return service.replaceAll("[^A-Za-z0-9]", "_") + "_session";
    }

    /** A one-time link that signs a browser in as the caller. */
    @POST
    @RolesAllowed({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR})
    @Produces(MediaType.APPLICATION_JSON)
    public SessionLink link() {
        Account account = caller.getAttribute(KeyIdentityProvider.ACCOUNT);
        return new SessionLink("/session?token=" + sessions.issueLink(account));
    }

    /** Redeems a link: sets the cookie and goes to {@code to}, a path on this service. */
    @GET
    @PermitAll
    public Response open(
            @QueryParam("token") @DefaultValue("") String token,
            @QueryParam("to") @DefaultValue("/") String to,
            @Context UriInfo address) {
        String accountId = sessions.redeem(token)
                .orElseThrow(() -> new CodedException(
                        ErrorCode.UNAUTHENTICATED,
                        "this sign-in link was used before or is too old; ask for a fresh one"));
        // Only a path on this service: "//host" and "/\host" would leave it.
        boolean local = to.startsWith("/") && !to.startsWith("//") && !to.contains("\\");
        return Response.seeOther(URI.create(local ? to : "/"))
                .cookie(new NewCookie.Builder(cookieName)
                        .value(sessions.cookie(accountId))
                        .path("/")
                        .httpOnly(true)
                        .secure("https".equals(address.getBaseUri().getScheme()))
                        .sameSite(NewCookie.SameSite.STRICT)
                        .maxAge((int) Sessions.SESSION_LIFETIME.toSeconds())
                        .build())
                .build();
    }
}
