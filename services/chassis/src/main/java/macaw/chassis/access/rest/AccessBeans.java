package macaw.chassis.access.rest;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import macaw.chassis.access.AccountSource;
import macaw.chassis.access.Accounts;
import macaw.chassis.access.KeyRing;
import macaw.chassis.access.PublicRoutes;
import macaw.chassis.access.Sessions;
import macaw.chassis.settings.ServiceSettings;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Makes what access needs from the settings. */
@ApplicationScoped
public class AccessBeans {
    /** The keys file, and the sources that the service brings. */
    @Produces
    @Singleton
    public Accounts accounts(ServiceSettings settings, @All List<AccountSource> others) {
        return new Accounts(KeyRing.read(settings.access().keysFile()), others);
    }

    /** Sessions under the secret in the state directory. */
    @Produces
    @Singleton
    public Sessions sessions(ServiceSettings settings) {
        try {
            Files.createDirectories(settings.stateDir());
            return Sessions.open(settings.stateDir().resolve("session-secret"), InstantSource.system());
        } catch (IOException e) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID, "MACAW_STATE_DIR cannot be written: " + e.getMessage(), e);
        }
    }

    /** The one list of exceptions. */
    @Produces
    @Singleton
    public PublicRoutes publicRoutes() {
        return PublicRoutes.shipped();
    }

    /** A keys file that cannot be read stops the service at start, not at the first call. */
    void readNow(@Observes @Priority(1) StartupEvent start, Accounts accounts, Sessions sessions) {}
}
