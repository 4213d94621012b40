package macaw.trainer.settings;

import java.util.Optional;

/** The keys that every kind of run has. */
public record RunSettings(
        @Setting(value = "Name under which the run publishes; a name without @version.")
        String output,

        @Setting(value = "Alias that points to the last version when the run is finished.", byDefault = "\"\"")
        Optional<String> alias,

        @Setting(
                value = "Steps between two checkpoints; PPO writes one each iteration.",
                unit = "steps",
                byDefault = "100")
        long checkpointEvery,

        @Setting(value = "Checkpoints that stay.", byDefault = "2")
        int keepCheckpoints,

        @Setting(value = "Versions of the output that stay even when nothing names them.", byDefault = "3")
        int keepVersions,

        @Setting(value = "Seed of every draw of the run.", byDefault = "1")
        long seed,

        @Setting(
                value =
                        "What to do when the run would go on with another build of libtorch, device, number of threads or instruction set than its checkpoint was written under: its bits would differ from those of a run that was not moved.",
                byDefault = "\"warn\"")
        ResumeElsewhere resumeElsewhere,

        @Setting(
                value =
                        "A loss above this many times the worst of a sound model pauses the run with LOSS_EXPLODED; the worst is that of a model that knows nothing (ln V of a token, ln 2 of a pair) or, of PPO's losses, the most they can be before an iteration's first step, and at least 1. 0 pauses only at NaN and infinity.",
                byDefault = "10")
        double lossLimit,

        @Inlined MemorySettings memory) {
    public RunSettings {
        Ranges.require(!output.isBlank(), "output must not be blank");
        Ranges.atLeast("checkpointEvery", checkpointEvery, 1);
        Ranges.atLeast("keepCheckpoints", keepCheckpoints, 1);
        Ranges.atLeast("keepVersions", keepVersions, 1);
        Ranges.notNegative("lossLimit", lossLimit);
    }
}
