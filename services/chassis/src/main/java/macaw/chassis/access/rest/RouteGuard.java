package macaw.chassis.access.rest;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import macaw.chassis.access.PublicRoutes;

/**
 * Stands before every path of the public port, whether something answers there or not: only a known caller passes. Which roles a route wants
 * is said by {@code @RolesAllowed} on its method; a method that says nothing is refused (quarkus.security.jaxrs.deny-unannotated-endpoints).
 */
@ApplicationScoped
public class RouteGuard implements HttpSecurityPolicy {
    private final PublicRoutes publicRoutes;
    private final RpcPaths rpcs;

    RouteGuard(PublicRoutes publicRoutes, RpcPaths rpcs) {
        this.publicRoutes = publicRoutes;
        this.rpcs = rpcs;
    }

    @Override
    public Uni<CheckResult> checkPermission(
            RoutingContext request, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
        String path = request.normalizedPath();
        // RpcAccess decides on RPCs. The path is looked at, never the content type, which a caller chooses.
        if (rpcs.contains(path)
                || publicRoutes.contains(request.request().method().name(), path)) {
            return CheckResult.permit();
        }
        return identity.map(caller -> caller.isAnonymous() ? CheckResult.DENY : CheckResult.PERMIT);
    }
}
