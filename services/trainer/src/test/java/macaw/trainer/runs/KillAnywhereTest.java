package macaw.trainer.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.records.Prompt;
import macaw.records.RunKind;
import macaw.records.VersionRef;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trainer that is killed before, after and in the middle of everything it does outside itself ends in the same bytes. */
class KillAnywhereTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aRolloutRunEndsInTheSameBytesWhenItIsKilled(int staleness) throws IOException {
        endsTheSame(RunKind.PPO, staleness, HashLearner.ITERATIONS, 6);
    }

    @Test
    void aStepRunEndsInTheSameBytesWhenItIsKilled() throws IOException {
        endsTheSame(RunKind.SFT, 0, 1, 3);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aRolloutRunEndsInTheSameBytesWhereverItIsKilled(int staleness) throws IOException {
        endsTheSame(RunKind.PPO, staleness, HashLearner.ITERATIONS, 1);
    }

    @Tag("slow")
    @Test
    void aStepRunEndsInTheSameBytesWhereverItIsKilled() throws IOException {
        endsTheSame(RunKind.SFT, 0, 1, 1);
    }

    /**
     * Kills a trainer at its effects on the world.
     *
     * @param stride every how manyth effect
     */
    private void endsTheSame(RunKind kind, int staleness, int versions, int stride) throws IOException {
        World calm = guarded(new World(folder.resolve("calm"), kind, staleness));
        Effects effects = Effects.calm();
        calm.train(effects);
        assertThat(calm.models()).hasSize(versions);
        assertThat(calm.figures()).hasSize(kind == RunKind.PPO ? HashLearner.ITERATIONS : (int) HashLearner.STEPS);

        for (int effect = 1; effect <= effects.count(); effect += stride) {
            for (Effects deadly : List.of(Effects.killedBefore(effect), Effects.killedAfter(effect))) {
                World world = guarded(new World(folder.resolve(effect + "-" + deadly.hashCode()), kind, staleness));
                assertKilled(world, deadly);
                world.train(Effects.calm());
                assertThat(world.models()).as("killed at effect " + effect).isEqualTo(calm.models());
                assertThat(world.trained()).as("killed at effect " + effect).isEqualTo(calm.trained());
                assertThat(world.figures())
                        .as("each step once, killed at effect " + effect)
                        .isEqualTo(calm.figures());
                assertThat(world.told)
                        .containsAll(new Versions(world.store)
                                .list(VersionKind.POLICY, "default", "out").stream()
                                        .map(PublishedVersion::ref)
                                        .toList());
            }
        }
    }

    /** With guard prompts, which pass. */
    private static World guarded(World world) {
        world.guardTolerance = OptionalDouble.of(1000);
        return world;
    }

    private static void assertKilled(World world, Effects deadly) {
        boolean killed = false;
        try {
            world.train(deadly);
        } catch (Killed expected) {
            killed = true;
        }
        assertThat(killed).isTrue();
    }

    @Test
    void theLastCheckpointLeadsToEachRolloutOnce() throws IOException {
        World world = new World(folder.resolve("chain"), RunKind.PPO, 0);
        world.train(Effects.calm());
        assertThat(world.trained())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        world.topics.asked().stream().map(Prompt::rolloutId).toList());
    }

    @Test
    void iterationIAsksForThePolicyAfterIterationIMinusStaleness() throws IOException {
        World world = new World(folder.resolve("stale"), RunKind.PPO, 1);
        world.train(Effects.calm());
        Versions versions = new Versions(world.store);
        VersionRef sft = world.run.models().get(RunPlan.POLICY).ref();
        for (Prompt prompt : world.topics.asked()) {
            VersionRef expected = prompt.iteration() <= 1
                    ? sft
                    : versions.find(VersionKind.POLICY, "default", "out", prompt.iteration() - 1)
                            .orElseThrow()
                            .ref();
            assertThat(prompt.policy()).isEqualTo(expected);
        }
        assertThat(world.topics.asked())
                .as("nothing is asked for twice")
                .hasSize(HashLearner.ITERATIONS * HashLearner.PROMPTS)
                .doesNotHaveDuplicates();
    }
}
