package macaw.demo.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import macaw.demo.prompts.Instruction.Novelty;
import macaw.demo.report.Bootstrap.Estimate;
import macaw.demo.report.DemoReport.Comparisons;
import macaw.demo.report.DemoReport.Difference;
import macaw.demo.report.DemoReport.Flagship;
import macaw.demo.report.DemoReport.SideBySide;
import macaw.demo.report.PromptOutcome.Sample;

/** A report as text for a terminal. */
public final class ReportTable {
    private ReportTable() {}

    /** The whole report. */
    public static String of(DemoReport report) {
        var text = new StringBuilder();
        report.samples().forEach(sample -> sideBySide(text, sample));
        text.append("\n%s prompts: ".formatted(report.promptSet().title()))
                .append(report.policies().getFirst().sampled().size())
                .append("; rubric from 0 to 1, mean [95 % interval over prompts]\n");
        row(text, "policy", "rubric at T = 1", "greedy", "reward", "length", "KL", "new fillings", "new templates");
        var bootstrap = new Bootstrap(report.seed());
        report.policies().forEach(policy -> policy(text, policy, bootstrap));
        text.append("\nParts of the rubric at T = 1\n");
        row(
                text,
                "policy",
                Arrays.stream(RubricPart.values()).map(RubricPart::title).toArray(String[]::new));
        report.policies()
                .forEach(policy -> row(
                        text,
                        policy.name(),
                        Arrays.stream(RubricPart.values())
                                .map(part -> number(policy.mean(sample -> part.of(sample.rubric()))))
                                .toArray(String[]::new)));
        text.append("\nPaired differences, prompt by prompt\n");
        row(text, "", "rubric at T = 1", "on point", "form", "greedy");
        report.differences().forEach(difference -> difference(text, difference));
        text.append(String.format(
                Locale.ROOT,
                "%nReward model %s orders %d pairs of these answers as the rubric does in %s of cases.%n",
                report.rewardModel().version(),
                report.rewardModel().pairs(),
                estimate(report.rewardModel().accuracy())));
        flagship(text, report.flagship());
        RoundsTable.append(text, report);
        text.append(labelers(report.comparisons()))
                .append(" Seconds: ")
                .append(report.stages().stream()
                        .map(stage -> "%s %.0f".formatted(stage.name(), stage.seconds()))
                        .collect(Collectors.joining(", ")))
                .append(".\n");
        report.peakMemoryBytes()
                .ifPresent(bytes -> text.append(String.format(
                        Locale.ROOT, "Everything together took up to %.2f GB of memory.%n", bytes / 1e9)));
        return text.toString();
    }

    private static void flagship(StringBuilder text, Flagship flagship) {
        text.append("\"%s\": of %d draws at T = 1, %d of base, %d of SFT and %d of PPO are shopping lists.%n"
                .formatted(flagship.prompt(), flagship.draws(), flagship.byBase(), flagship.bySft(), flagship.byPpo()));
    }

    private static String labelers(Comparisons comparisons) {
        return comparisons.byPeople() == 0
                ? "All labelers were simulated."
                : "%d of %d comparisons were yours; simulated labelers did the rest."
                        .formatted(comparisons.byPeople(), comparisons.total());
    }

    private static void sideBySide(StringBuilder text, SideBySide sample) {
        text.append("\n> ").append(sample.prompt()).append('\n');
        answer(text, "base", sample.base());
        answer(text, "sft", sample.sft());
        answer(text, "ppo", sample.ppo());
    }

    private static void answer(StringBuilder text, String name, String answer) {
        List<String> lines = answer.lines().toList();
        for (int i = 0; i < Math.max(1, lines.size()); i++) {
            text.append("  %-5s| %s%n".formatted(i == 0 ? name : "", lines.isEmpty() ? "" : lines.get(i)));
        }
    }

    private static void policy(StringBuilder text, PolicyResult policy, Bootstrap bootstrap) {
        row(
                text,
                policy.name(),
                estimate(bootstrap.mean(policy.rubric())),
                estimate(bootstrap.mean(policy.greedyRubric())),
                number(policy.mean(Sample::reward)),
                String.format(Locale.ROOT, "%.1f", policy.mean(Sample::tokens)),
                number(policy.kl()),
                number(policy.rubric(Novelty.FILLING)),
                number(policy.rubric(Novelty.TEMPLATE)));
    }

    private static void difference(StringBuilder text, Difference difference) {
        row(
                text,
                difference.after() + " - " + difference.before(),
                estimate(difference.rubric()),
                estimate(difference.onPoint()),
                estimate(difference.form()),
                estimate(difference.greedy()));
    }

    static void row(StringBuilder text, String name, String... cells) {
        text.append("  %-17s".formatted(name));
        for (String cell : cells) {
            text.append(" %-22s".formatted(cell));
        }
        text.setLength(text.toString().stripTrailing().length());
        text.append('\n');
    }

    static String estimate(Estimate estimate) {
        return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", estimate.mean(), estimate.low(), estimate.high());
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : "-";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
