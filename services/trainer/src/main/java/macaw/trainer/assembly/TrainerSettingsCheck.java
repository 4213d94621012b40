package macaw.trainer.assembly;

import jakarta.inject.Singleton;
import macaw.chassis.settings.CheckedService;
import macaw.chassis.settings.ServiceSettings;
import macaw.chassis.settings.SettingsCheck;

/** The bounds of the trainer's settings. */
@Singleton
public final class TrainerSettingsCheck implements CheckedService {
    private final TrainerSettings settings;

    TrainerSettingsCheck(TrainerSettings settings) {
        this.settings = settings;
    }

    @Override
    public void check(SettingsCheck check, ServiceSettings common) {
        settings.labeling().target().ifPresent(target -> check.target("MACAW_LABELING_TARGET", target));
        var log = settings.metricsLog();
        check.refuseIf(
                (log.format() == TrainerSettings.MetricsLog.Format.NONE)
                        == log.directory().isPresent(),
                "MACAW_METRICS_LOG_FORMAT and MACAW_METRICS_LOG_DIRECTORY are set together or not at all");
        check.atLeast("MACAW_IMPORTS_MAX_CHECKPOINT_BYTES", settings.imports().maxCheckpointBytes(), 1)
                .atLeast("MACAW_IMPORTS_MAX_DATASET_BYTES", settings.imports().maxDatasetBytes(), 1);
        settings.memory().limitBytes().ifPresent(limit -> check.atLeast("MACAW_MEMORY_LIMIT_BYTES", limit, 1));
    }
}
