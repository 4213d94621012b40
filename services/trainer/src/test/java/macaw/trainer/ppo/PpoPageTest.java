package macaw.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the figures of docs/ppo.md to those that an iteration reports. */
class PpoPageTest {
    private static final Path PAGE = Path.of(System.getProperty("macaw.root"), "docs", "ppo.md");
    private static final Pattern SECTION = Pattern.compile("## What to look at\n\n(.*)\n");
    private static final Pattern FIGURE = Pattern.compile("`([a-z][a-z0-9_]*)`");
    /** Of the round on guard prompts, behind the last iteration. */
    private static final Set<String> OF_GUARD = Set.of("guard_reward_before", "guard_reward");

    @Test
    void whatToLookAtIsWhatAnIterationReports() throws IOException {
        var section = SECTION.matcher(Files.readString(PAGE));
        assertThat(section.find()).isTrue();
        Set<String> named = FIGURE.matcher(section.group(1))
                .results()
                .map(figure -> figure.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        var settings = TinyRollouts.settings(", \"pretrainingCoefficient\": 0.5, \"pretrainingData\": \"sha256:0\"");
        try (var learner = TinyRollouts.learner(settings)) {
            Set<String> reported =
                    new TreeSet<>(learner.learn(0, TinyRollouts.rollouts(learner, 0, TinyRollouts::highTokens))
                            .metrics()
                            .keySet());
            reported.addAll(OF_GUARD);
            assertThat(named).isEqualTo(reported);
        }
    }
}
