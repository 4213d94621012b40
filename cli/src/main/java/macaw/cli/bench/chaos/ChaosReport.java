package macaw.cli.bench.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import macaw.cli.bench.figures.Report;

/**
 * What became of a run under trouble, beside the same without.
 *
 * @param asked kills that were wanted
 * @param kills kills that struck while the run was carried out
 * @param happened all that befell it, a line each
 * @param calm the run without
 * @param chaos the run with
 */
public record ChaosReport(int asked, int kills, List<String> happened, Carried calm, Carried chaos) implements Report {
    /**
     * A run that was carried out.
     *
     * @param sha256 of the weights of its last version
     * @param evidence what the store and the topics say it was trained on
     * @param seconds from its start to its end
     */
    public record Carried(String sha256, Evidence evidence, double seconds) {}

    public ChaosReport {
        happened = List.copyOf(happened);
    }

    /** Whether both ended in the same weights. */
    public boolean equal() {
        return calm.sha256().equals(chaos.sha256());
    }

    /** What is not as it should be; empty when all is well. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        if (!equal()) {
            complaints.add("the weights differ from the calm run's");
        }
        if (kills != asked) {
            complaints.add(kills + " of " + asked + " kills struck while the run was carried out");
        }
        if (chaos.evidence().tokens() != calm.evidence().tokens()) {
            complaints.add("it counts " + chaos.evidence().tokens() + " trained tokens, the calm run "
                    + calm.evidence().tokens());
        }
        if (chaos.evidence().rollouts() != calm.evidence().rollouts()) {
            complaints.add("it was trained on " + chaos.evidence().rollouts() + " rollouts, the calm run on "
                    + calm.evidence().rollouts());
        }
        calm.evidence().complaints().forEach(complaint -> complaints.add("calm run: " + complaint));
        complaints.addAll(chaos.evidence().complaints());
        return complaints;
    }

    /** One line of JSON. */
    @Override
    public String json() {
        return new ObjectMapper()
                .createObjectNode()
                .put("kills", kills)
                .put("equal", equal())
                .put("calmSha256", calm.sha256())
                .put("chaosSha256", chaos.sha256())
                .put("rollouts", chaos.evidence().rollouts())
                .put("trainedTwice", chaos.evidence().trainedTwice())
                .put("lost", chaos.evidence().lost())
                .toString();
    }

    /** What happened and what came of it. */
    @Override
    public String text() {
        List<String> lines = new ArrayList<>(happened);
        lines.add(line("calm", calm));
        lines.add(line(kills + " kills", chaos));
        lines.add(String.format(
                Locale.ROOT,
                "%d rollouts trained, %d of them twice, %d lost; %d tokens",
                chaos.evidence().rollouts(),
                chaos.evidence().trainedTwice(),
                chaos.evidence().lost(),
                chaos.evidence().tokens()));
        lines.addAll(complaints());
        lines.add(complaints().isEmpty() ? "equal, bit for bit" : "NOT as it should be");
        return String.join(System.lineSeparator(), lines);
    }

    private static String line(String what, Carried run) {
        return String.format(Locale.ROOT, "%-9s %8.1f s  %s", what, run.seconds(), run.sha256());
    }
}
