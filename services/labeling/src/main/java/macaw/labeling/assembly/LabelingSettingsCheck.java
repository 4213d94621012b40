package macaw.labeling.assembly;

import jakarta.inject.Singleton;
import macaw.chassis.settings.CheckedService;
import macaw.chassis.settings.ServiceSettings;
import macaw.chassis.settings.SettingsCheck;

/** The bounds of labeling's settings. */
@Singleton
public final class LabelingSettingsCheck implements CheckedService {
    private static final String DATABASE = "jdbc:postgresql:";

    private final LabelingSettings settings;

    LabelingSettingsCheck(LabelingSettings settings) {
        this.settings = settings;
    }

    @Override
    public void check(SettingsCheck check, ServiceSettings common) {
        // The URL may hold a password, so it is not shown.
        check.onProcessorOnly(common.device())
                .refuseIf(
                        !settings.database().url().startsWith(DATABASE),
                        "MACAW_DATABASE_URL has to begin with " + DATABASE + "//host:port/database")
                .target("MACAW_GENERATOR_TARGET", settings.generator().target())
                .atLeast("MACAW_GENERATOR_PARALLELISM", settings.generator().parallelism(), 1)
                .positive("MACAW_LEASE_LENGTH", settings.lease().length())
                .positive("MACAW_OUTBOX_PAUSE", settings.outbox().pause())
                .positive("MACAW_AGREEMENT_PAUSE", settings.agreement().pause());
    }
}
