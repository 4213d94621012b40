package macaw.chassis.settings;

/** A service's own part in checking settings: a bean, so that what it refuses stops the service before anything is opened. */
public interface CheckedService {
    /** Adds what is wrong with the service's own settings. */
    void check(SettingsCheck check, ServiceSettings common);
}
