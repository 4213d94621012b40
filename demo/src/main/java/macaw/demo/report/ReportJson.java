package macaw.demo.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import macaw.demo.prompts.Instruction.Novelty;
import macaw.demo.report.Bootstrap.Estimate;
import macaw.demo.report.PromptOutcome.Sample;

/** Writes a report as JSON; the keys are those that docs/demo.md lists. */
public final class ReportJson {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ReportJson() {}

    /** Writes {@code report} into {@code file}. */
    public static void write(Path file, DemoReport report) {
        try {
            Files.writeString(file, JSON.writeValueAsString(node(report)) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode node(DemoReport report) {
        ObjectNode root = JSON.createObjectNode()
                .put("seed", report.seed())
                .put("promptSet", report.promptSet().key());
        root.putObject("comparisons")
                .put("total", report.comparisons().total())
                .put("byPeople", report.comparisons().byPeople());
        ArrayNode policies = root.putArray("policies");
        var bootstrap = new Bootstrap(report.seed());
        report.policies().forEach(policy -> write(policies.addObject(), policy, bootstrap));
        ObjectNode rewardModel = root.putObject("rewardModel")
                .put("version", report.rewardModel().version())
                .put("heldOutAccuracy", report.rewardModel().accuracy().mean())
                .put("pairs", report.rewardModel().pairs());
        interval(rewardModel.putArray("interval"), report.rewardModel().accuracy());
        ArrayNode differences = root.putArray("differences");
        report.differences().forEach(difference -> {
            ObjectNode node =
                    differences.addObject().put("after", difference.after()).put("before", difference.before());
            estimate(node, "rubric", difference.rubric());
            estimate(node, "onPoint", difference.onPoint());
            estimate(node, "form", difference.form());
            estimate(node, "greedy", difference.greedy());
        });
        ArrayNode stages = root.putArray("stages");
        report.stages()
                .forEach(stage -> stages.addObject().put("name", stage.name()).put("seconds", stage.seconds()));
        ArrayNode samples = root.putArray("samples");
        report.samples()
                .forEach(sample -> samples.addObject()
                        .put("prompt", sample.prompt())
                        .put("base", sample.base())
                        .put("sft", sample.sft())
                        .put("ppo", sample.ppo()));
        root.putObject("flagship")
                .put("prompt", report.flagship().prompt())
                .put("draws", report.flagship().draws())
                .put("shoppingLists", report.flagship().byPpo())
                .put("shoppingListsBySft", report.flagship().bySft())
                .put("shoppingListsByBase", report.flagship().byBase());
        if (!report.rounds().isEmpty()) {
            ArrayNode rounds = root.putArray("rounds");
            report.rounds().forEach(round -> write(rounds.addObject(), round));
        }
        report.peakMemoryBytes().ifPresent(bytes -> root.put("peakMemoryBytes", bytes));
        return root;
    }

    private static void write(ObjectNode node, PolicyResult policy, Bootstrap bootstrap) {
        Estimate rubric = bootstrap.mean(policy.rubric());
        node.put("name", policy.name()).put("version", policy.version()).put("rubric", rubric.mean());
        interval(node.putArray("rubricInterval"), rubric);
        node.put("reward", policy.mean(Sample::reward)).put("length", policy.mean(Sample::tokens));
        optional(node, "kl", policy.kl());
        estimate(node, "greedyRubric", bootstrap.mean(policy.greedyRubric()));
        optional(node, "unseenFillings", policy.rubric(Novelty.FILLING));
        optional(node, "unseenTemplates", policy.rubric(Novelty.TEMPLATE));
        ObjectNode parts = node.putObject("parts");
        for (RubricPart part : RubricPart.values()) {
            parts.put(part.key(), policy.mean(sample -> part.of(sample.rubric())));
        }
    }

    private static void write(ObjectNode node, RoundResult round) {
        node.put("round", round.number())
                .put("policy", round.policy())
                .put("last", round.last())
                .put("labelers", round.labelers())
                .put("comparisons", round.comparisons().total());
        ArrayNode rewardModels = node.putArray("rewardModels");
        round.rewardModels().forEach(models -> {
            ObjectNode compared = rewardModels
                    .addObject()
                    .put("answersOf", models.policy())
                    .put("pairs", models.newer().pairs())
                    .put("earlierVersion", models.earlier().version())
                    .put("newerVersion", models.newer().version());
            estimate(compared, "earlier", models.earlier().accuracy());
            estimate(compared, "newer", models.newer().accuracy());
            estimate(compared, "difference", models.difference());
        });
        ArrayNode winRates = node.putArray("winRates");
        round.winRates()
                .forEach(win -> estimate(winRates.addObject().put("against", win.against()), "rate", win.rate()));
    }

    private static void optional(ObjectNode node, String key, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(key, value.getAsDouble());
        } else {
            node.putNull(key);
        }
    }

    private static void estimate(ObjectNode node, String key, Estimate estimate) {
        node.put(key, estimate.mean());
        interval(node.putArray(key + "Interval"), estimate);
    }

    private static void interval(ArrayNode node, Estimate estimate) {
        node.add(estimate.low()).add(estimate.high());
    }
}
