package macaw.chassis.access.rest;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import macaw.chassis.access.AccountSource;
import macaw.chassis.access.Accounts;
import macaw.chassis.access.KeyRing;
import macaw.chassis.access.PublicRoutes;
import macaw.chassis.access.SessionSecret;
import macaw.chassis.access.Sessions;
import macaw.chassis.lifecycle.SettingsGate;
import macaw.chassis.settings.ServiceSettings;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes what access needs from the settings. */
@ApplicationScoped
public class AccessBeans {
    /** The keys file, and the sources that the service brings. */
    AccessBeans(SettingsGate checked) {}

    @Produces
    @Singleton
    public Accounts accounts(ServiceSettings settings, @All List<AccountSource> others) {
        return new Accounts(KeyRing.read(settings.access().keysFile()), others);
    }

    /** Sessions under the secret that replicas share, or under one of this process alone. */
    @Produces
    @Singleton
    public Sessions sessions(
            ServiceSettings settings, @ConfigProperty(name = "quarkus.application.name") String service) {
        byte[] secret = settings.session()
                .secretFile()
                .map(SessionSecret::shared)
                .orElseGet(() -> SessionSecret.own(settings.stateDir()));
        return new Sessions(secret, service, InstantSource.system());
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
