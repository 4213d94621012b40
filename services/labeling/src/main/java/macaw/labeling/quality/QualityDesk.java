package macaw.labeling.quality;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.forms.FormStore;
import macaw.labeling.projects.Project;

/**
 * Measures judgement when it is asked for. Reports are kept until something changes, and made one at a time: a large one keeps a processor
 * busy for seconds.
 */
public final class QualityDesk {
    private static final int KEPT = 16;

    private final QualityStore store;
    private final FormStore forms;
    private final ReentrantLock turn = new ReentrantLock();
    private final Map<Asked, Kept> kept = new LinkedHashMap<>();

    private record Asked(String namespace, String project, QualityFilter filter, Period period) {}

    private record Kept(QualityStore.Stamp stamp, double threshold, QualityReport report) {}

    /**
     * A page of disputed tasks.
     *
     * @param total how many there are
     * @param disputes those of the page, most disagreement first, each with how much
     */
    public record Page(int total, List<Disputed> disputes) {}

    /** A task and how disputed it is; none where fewer than two labelers have judged it. */
    public record Disputed(Optional<TaskDisagreement> disagreement, Dispute dispute) {}

    public QualityDesk(QualityStore store, FormStore forms) {
        this.store = store;
        this.forms = forms;
    }

    /** The questions of the project as its form has them now; none where nothing is rated. */
    public FormSchema form(Project project) {
        return switch (project.work()) {
            case Project.Work.Comparisons comparisons -> forms.get(project.namespace(), comparisons.form());
            case Project.Work.Prompts(), Project.Work.Demonstrations() -> new FormSchema("", List.of());
        };
    }

    /** What the project's judgement is worth now. */
    public QualityReport report(Project project, QualityFilter filter, Period period) {
        var asked = new Asked(project.namespace(), project.name(), filter, period);
        double threshold = project.staffing().screeningThreshold();
        turn.lock();
        try {
            QualityStore.Stamp stamp = store.stamp(project);
            Kept last = kept.remove(asked);
            Kept now = last != null && last.stamp.equals(stamp) && last.threshold == threshold
                    ? last
                    : new Kept(stamp, threshold, measure(project, filter, period));
            kept.put(asked, now);
            if (kept.size() > KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
            return now.report;
        } finally {
            turn.unlock();
        }
    }

    private QualityReport measure(Project project, QualityFilter filter, Period period) {
        List<Judgement> judgements = store.judgements(project, filter);
        AgreementReport agreement = AgreementReport.of(judgements, period);
        return new QualityReport(
                agreement,
                LabelerQuality.of(
                        judgements,
                        agreement,
                        store.gold(project, filter),
                        project.staffing().screeningThreshold()),
                TaskDisagreement.of(judgements));
    }

    /** Tasks that labelers disagree on most, {@code limit} of them after the first {@code offset}. */
    public Page disputes(Project project, QualityFilter filter, int offset, int limit) {
        List<TaskDisagreement> all = report(project, filter, Period.WEEK).disagreements();
        List<TaskDisagreement> page = all.stream().skip(offset).limit(limit).toList();
        Map<UUID, Dispute> disputes =
                store
                        .disputes(
                                project,
                                page.stream().map(TaskDisagreement::task).toList())
                        .stream()
                        .collect(Collectors.toMap(Dispute::task, Function.identity()));
        return new Page(
                all.size(),
                page.stream()
                        .flatMap(task -> Optional.ofNullable(disputes.get(task.task()))
                                .map(dispute -> new Disputed(Optional.of(task), dispute))
                                .stream())
                        .toList());
    }

    /** One task, whoever has judged it; TASK_UNKNOWN. */
    public Page dispute(Project project, UUID task) {
        Dispute dispute = store.disputes(project, List.of(task)).stream()
                .findFirst()
                .orElseThrow(() -> new CodedException(ErrorCode.TASK_UNKNOWN, "no task \"" + task + "\""));
        Optional<TaskDisagreement> measured = report(project, QualityFilter.NONE, Period.WEEK).disagreements().stream()
                .filter(of -> of.task().equals(task))
                .findFirst();
        return new Page(1, List.of(new Disputed(measured, dispute)));
    }
}
