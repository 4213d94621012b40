package macaw.trainer.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Map;
import macaw.chassis.access.Roles;
import macaw.trainer.settings.SettingsOfKind;
import org.jspecify.annotations.Nullable;

/** What the settings of runs mean. */
@Path("/v1/settings")
@RolesAllowed({Roles.OPERATOR, Roles.SERVICE})
@RunOnVirtualThread
public class SettingsResource {
    /**
     * A key of the settings.
     *
     * @param key nested keys have a dot
     * @param byDefault left out where the key is wanted
     * @param presets the value that each preset gives it, as JSON text
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Key(
            String key,
            String type,
            String meaning,
            String unit,
            String source,
            @JsonRawValue @Nullable String byDefault,
            Map<String, String> presets) {}

    /** Every key of the settings of a kind of run, in the order of docs/settings.md. */
    @GET
    @Path("/{kind}")
    public List<Key> keys(@PathParam("kind") String kind) {
        return SettingsOfKind.explain(Kinds.of(kind)).stream()
                .map(key -> new Key(
                        key.key(),
                        key.type(),
                        key.meaning(),
                        key.unit(),
                        key.source(),
                        key.byDefault().orElse(null),
                        key.presets()))
                .toList();
    }
}
