package macaw.chassis.access.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import macaw.chassis.access.PublicRoutes;
import macaw.chassis.access.SameOrigin;
import macaw.chassis.errors.Problem;
import macaw.errors.ErrorCode;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Takes the credential from a request: the Bearer key, else the session cookie. RPCs are left to the gRPC side. */
@ApplicationScoped
public class KeyAuthentication implements HttpAuthenticationMechanism {
    private static final String BEARER = "Bearer ";
    private static final String SIGN_IN_PAGE = "/assets/access/sign-in.html";
    private static final String CHALLENGE = "WWW-Authenticate";

    private final String cookieName;
    private final ObjectMapper json;
    private final RpcPaths rpcs;
    private final PublicRoutes publicRoutes;

    KeyAuthentication(
            @ConfigProperty(name = "quarkus.application.name") String service,
            ObjectMapper json,
            RpcPaths rpcs,
            PublicRoutes publicRoutes) {
        this.cookieName = SessionResource.cookieName(service);
        this.json = json;
        this.rpcs = rpcs;
        this.publicRoutes = publicRoutes;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager providers) {
        String path = request.normalizedPath();
        if (rpcs.contains(path)
                || publicRoutes.contains(request.request().method().name(), path)) {
            return Uni.createFrom().nullItem();
        }
        return credential(request)
                .map(credential -> providers.authenticate(credential))
                .orElseGet(() -> Uni.createFrom().nullItem());
    }

    private Optional<KeyIdentityProvider.Credential> credential(RoutingContext context) {
        var request = context.request();
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            String key = authorization.startsWith(BEARER)
                    ? authorization.substring(BEARER.length()).strip()
                    : authorization;
            return Optional.of(new KeyIdentityProvider.Credential(key, false));
        }
        Cookie cookie = request.getCookie(cookieName);
        boolean usable = cookie != null
                && SameOrigin.allows(
                        request.method().name(),
                        request.authority() == null ? null : request.authority().toString(),
                        request.getHeader("Origin"),
                        request.getHeader("Referer"),
                        request.getHeader("Sec-Fetch-Site"));
        return usable ? Optional.of(new KeyIdentityProvider.Credential(cookie.getValue(), true)) : Optional.empty();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, CHALLENGE, "Bearer realm=\"macaw\""));
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        if (isBrowserThatOpensAPage(context)) {
            String to = URLEncoder.encode(context.request().uri(), StandardCharsets.UTF_8);
            context.response()
                    .setStatusCode(303)
                    .putHeader(HttpHeaders.LOCATION, SIGN_IN_PAGE + "?to=" + to)
                    .end();
            return Uni.createFrom().item(true);
        }
        context.response()
                .setStatusCode(401)
                .putHeader(CHALLENGE, "Bearer realm=\"macaw\"")
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(unauthenticated());
        return Uni.createFrom().item(true);
    }

    /** Programs ask for anything or for JSON; a person who has been signed out sees where to sign in, and comes back to the page. */
    private static boolean isBrowserThatOpensAPage(RoutingContext context) {
        var request = context.request();
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return request.method() == HttpMethod.GET
                && request.getHeader(HttpHeaders.AUTHORIZATION) == null
                && accept != null
                && accept.contains("text/html");
    }

    private String unauthenticated() {
        try {
            return json.writeValueAsString(Problem.of(
                    ErrorCode.UNAUTHENTICATED,
                    "show a key (Authorization: Bearer mk_…), or open a page through a fresh sign-in link"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem is always JSON", e);
        }
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(KeyIdentityProvider.Credential.class);
    }
}
