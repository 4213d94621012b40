package macaw.chassis.testing;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import macaw.chassis.settings.CheckedService;
import macaw.chassis.settings.ServiceSettings;
import macaw.chassis.settings.SettingsCheck;

/**
 * Settings as properties, read as a service reads them at its start, and what its check says of them.
 *
 * @param properties those that the service wants, with values that are right
 */
public record GivenSettings(Map<String, String> properties) {
    private static final Map<String, String> OF_EVERY_SERVICE = Map.of(
            "macaw.http.port", "8101",
            "macaw.management.port", "8201",
            "macaw.state-dir", "/nowhere",
            "macaw.kafka.bootstrap", "127.0.0.1:9",
            "macaw.access.keys-file", "/nowhere/keys.json");

    public GivenSettings {
        properties = Map.copyOf(properties);
    }

    /** What every service wants, and what one wants beside that. */
    public static GivenSettings with(Map<String, String> wanted) {
        return new GivenSettings(OF_EVERY_SERVICE).and(wanted);
    }

    /** These and others; of two for one property the latter counts. */
    public GivenSettings and(Map<String, String> others) {
        Map<String, String> all = new HashMap<>(properties);
        all.putAll(others);
        return new GivenSettings(all);
    }

    /** What the check of a service finds wrong; empty where nothing is. */
    public <S> List<String> problems(Class<S> settings, Function<S, CheckedService> service) {
        var config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withMapping(ServiceSettings.class)
                .withMapping(settings)
                .withValidateUnknown(false)
                .build();
        var check = new SettingsCheck();
        service.apply(config.getConfigMapping(settings)).check(check, config.getConfigMapping(ServiceSettings.class));
        return check.problems();
    }
}
