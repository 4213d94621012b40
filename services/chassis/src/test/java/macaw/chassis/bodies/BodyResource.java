package macaw.chassis.bodies;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import macaw.chassis.access.Roles;
import org.jspecify.annotations.Nullable;

/** Routes that hand their bodies back, for {@link BodyTest}. */
@Path("/v1")
public class BodyResource {
    /** A body with a field of every sort. */
    public record Shopping(
            String list,
            List<Item> items,
            Map<String, String> notes,
            Optional<String> shop,
            @Nullable String buyer,
            boolean urgent) {}

    /** A body inside a body. */
    public record Item(String name) {}

    /** A body that may say nothing. */
    public record Wish(@Nullable String wish) {}

    @PUT
    @Path("shopping")
    @RolesAllowed(Roles.OPERATOR)
    public Shopping shopping(Shopping body) {
        return body;
    }

    @PUT
    @Path("wish")
    @RolesAllowed(Roles.OPERATOR)
    public Wish wish(Wish body) {
        return body;
    }
}
