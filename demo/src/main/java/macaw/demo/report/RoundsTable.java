package macaw.demo.report;

import static macaw.demo.report.ReportTable.estimate;
import static macaw.demo.report.ReportTable.row;

/** The rounds after the first, as text for a terminal. */
final class RoundsTable {
    private RoundsTable() {}

    /** Nothing where there was one round. */
    static void append(StringBuilder text, DemoReport report) {
        if (report.rounds().isEmpty()) {
            return;
        }
        text.append("\nReward models: how often each orders a pair of answers as the rubric does\n");
        row(text, "round, answers of", "pairs", "last round's", "this round's", "difference, paired");
        report.rounds()
                .forEach(round -> round.rewardModels()
                        .forEach(models -> row(
                                text,
                                round.number() + ", " + models.policy(),
                                String.valueOf(models.newer().pairs()),
                                estimate(models.earlier().accuracy()),
                                estimate(models.newer().accuracy()),
                                estimate(models.difference()))));
        text.append("\nWin rates at T = 1 by the rubric, ties half\n");
        report.rounds()
                .forEach(round -> round.winRates()
                        .forEach(win -> row(text, win.policy(), "against " + win.against(), estimate(win.rate()))));
        report.rounds()
                .forEach(round -> text.append("Round %d: %d comparisons of answers of %s by %d simulated labelers.%n"
                        .formatted(round.number(), round.comparisons().total(), round.last(), round.labelers())));
    }
}
