package macaw.cli.rollouts;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import macaw.cli.rollouts.RolloutStory.Happening;
import macaw.cli.systems.NamespaceOption;
import macaw.cli.systems.SystemOption;
import macaw.localstack.StackException;
import macaw.topics.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells the life of one rollout from the topics. */
@Command(
        name = "trace",
        description = {
            "Tells the life of one rollout from the topics alone.",
            "Who asked for it, who wrote and scored it, what was trained with it, and the time between. Ends with 1 when the topics hold nothing of it."
        },
        mixinStandardHelpOptions = true)
public final class TraceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private SystemOption system = new SystemOption();

    @Mixin
    private NamespaceOption namespace = new NamespaceOption();

    @Parameters(
            paramLabel = "ROLLOUT",
            description = "a rollout's id: RUN.ITERATION.PROMPT.SAMPLE, as in logs and topics")
    private String rollout = "";

    @Option(names = "--json", description = "as one JSON object")
    private boolean json;

    @Override
    public Integer call() {
        RolloutId id = RolloutId.parse(rollout)
                .orElseThrow(() -> new StackException(
                        "\"" + rollout + "\" is no rollout's id; one looks like my-run.000003.000005.000"));
        Found found;
        try (var topics = new RolloutTopics(system.running().kafka(), Topics.of(namespace.name))) {
            found = topics.find(id);
        }
        if (found.nothing()) {
            throw new StackException("the topics hold nothing of " + rollout
                    + (found.run().isEmpty()
                            ? ", and no run is called " + id.run()
                            : ": it was not asked for yet, or it is past their retention"));
        }
        RolloutStory story = RolloutStory.of(id, found);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(story));
        } else {
            print(story, out);
        }
        out.flush();
        return 0;
    }

    private static void print(RolloutStory story, PrintWriter out) {
        RolloutId id = story.id();
        out.printf(
                "%s: iteration %d of run %s, prompt %d, sample %d%n",
                id.text(), id.iteration(), id.run(), id.prompt(), id.sample());
        story.trace().ifPresent(trace -> out.printf("trace %s%n", trace));
        Instant before = story.happenings().getFirst().at();
        for (Happening each : story.happenings()) {
            out.printf(
                    Locale.ROOT,
                    "  %s %+9.3f s  %-22s %s%n",
                    each.at(),
                    seconds(before, each.at()),
                    each.place(),
                    each.what());
            before = each.at();
        }
        out.printf("%s: %s%n", name(story), story.outcome());
    }

    private static ObjectNode json(RolloutStory story) {
        RolloutId id = story.id();
        ObjectNode root = new ObjectMapper()
                .createObjectNode()
                .put("rollout", id.text())
                .put("run", id.run())
                .put("iteration", id.iteration())
                .put("prompt", id.prompt())
                .put("sample", id.sample())
                .put("state", name(story))
                .put("outcome", story.outcome());
        story.trace().ifPresent(trace -> root.put("trace", trace));
        ArrayNode happenings = root.putArray("happenings");
        Instant before = story.happenings().getFirst().at();
        for (Happening each : story.happenings()) {
            happenings
                    .addObject()
                    .put("at", each.at().toString())
                    .put("seconds", seconds(before, each.at()))
                    .put("place", each.place())
                    .put("what", each.what());
            before = each.at();
        }
        return root;
    }

    private static String name(RolloutStory story) {
        return story.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}
