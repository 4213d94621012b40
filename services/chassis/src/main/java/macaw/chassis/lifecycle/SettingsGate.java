package macaw.chassis.lifecycle;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import macaw.chassis.settings.CheckedService;
import macaw.chassis.settings.ServiceSettings;
import macaw.chassis.settings.SettingsCheck;

/**
 * Nothing is made of settings that cannot be: whoever makes something of them takes this in its constructor, because the framework asks for some
 * beans (those behind RPCs) before it says that the service starts.
 */
@Singleton
public class SettingsGate {
    /** Errors: SETTINGS_INVALID, naming all that is wrong. */
    SettingsGate(ServiceSettings settings, @All List<CheckedService> services) {
        SettingsCheck check = new SettingsCheck().service(settings);
        services.forEach(each -> each.check(check, settings));
        check.done();
    }

    void check(@Observes @Priority(Phases.CHECK) StartupEvent start) {}
}
