package macaw.generator.assembly;

import jakarta.inject.Singleton;
import macaw.chassis.settings.CheckedService;
import macaw.chassis.settings.ServiceSettings;
import macaw.chassis.settings.SettingsCheck;

/** The bounds of the generator's settings. */
@Singleton
public final class GeneratorSettingsCheck implements CheckedService {
    private final GeneratorSettings settings;

    GeneratorSettingsCheck(GeneratorSettings settings) {
        this.settings = settings;
    }

    @Override
    public void check(SettingsCheck check, ServiceSettings common) {
        GeneratorSettings.Generator own = settings.generator();
        check.onProcessorOnly(common.device())
                .atLeast("MACAW_GENERATOR_SLOTS", own.slots(), 1)
                .refuseIf(
                        own.slotsForPeople() < 0 || own.slotsForPeople() >= own.slots(),
                        "MACAW_GENERATOR_SLOTS_FOR_PEOPLE is " + own.slotsForPeople()
                                + ", and has to be at least 0 and below MACAW_GENERATOR_SLOTS, which is " + own.slots())
                .atLeast("MACAW_GENERATOR_CONTEXT", own.context(), 2)
                // a prompt's last token alone takes another kernel, and other bits
                .atLeast("MACAW_GENERATOR_CHUNK", own.chunk(), 2)
                .atLeast("MACAW_GENERATOR_STEP_TOKENS", own.stepTokens(), 1)
                .atLeast("MACAW_GENERATOR_LOADED_POLICIES", own.loadedPolicies(), 1)
                .atLeast("MACAW_GENERATOR_QUEUED_PEOPLE", own.queuedPeople(), 1)
                .atLeast("MACAW_GENERATOR_QUEUED_ROLLOUTS", own.queuedRollouts(), 1);
    }
}
