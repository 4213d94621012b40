package macaw.labeling.postgres;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import macaw.labeling.exchange.BadRow;
import macaw.labeling.exchange.ImportStore;
import macaw.labeling.exchange.ImportedLabel;
import macaw.labeling.exchange.Importing;
import macaw.labeling.exchange.RowsRefused;
import macaw.labeling.gold.Standing;
import macaw.labeling.gold.Trial;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.outbox.Announcement;
import macaw.labeling.outputs.Output;
import macaw.labeling.projects.Project;
import macaw.labeling.prompts.Prompt;
import macaw.labeling.prompts.PromptsRefused;
import macaw.labeling.snapshots.LabelRecord;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.Lease;
import macaw.labeling.tasks.Task;
import org.jdbi.v3.core.Handle;

/** Labels of other origin in PostgreSQL, a whole file in one transaction. */
public final class PostgresImports implements ImportStore {
    private static final int CHUNK = 500;

    private final Database database;
    private final OutboxRows outbox;
    private final Supplier<UUID> ids;

    public PostgresImports(Database database, OutboxRows outbox, Supplier<UUID> ids) {
        this.database = database;
        this.outbox = outbox;
        this.ids = ids;
    }

    @Override
    public Recorded recordAll(Project project, List<ImportedLabel> labels, Instant now) {
        return database.inTransaction(handle -> {
            PostgresPrompts.lock(handle, project.namespace());
            List<UUID> before = ImportRows.lockTasks(handle, project, labels);
            Importing importing = Importing.of(ImportRows.situation(handle, project, labels), labels);
            List<ImportedLabel> added = importing.added();
            List<Prompt> prompts = addPrompts(handle, project, added);
            Map<String, UUID> tasks = ImportRows.tasks(handle, project, added);
            addOutputs(handle, project, added, tasks);
            Map<String, Labeler> labelers = labelers(handle, project, added);
            Set<UUID> gold = ImportRows.gold(handle, project, added);
            for (int start = 0; start < added.size(); start += CHUNK) {
                record(
                        handle,
                        project,
                        added.subList(start, Math.min(start + CHUNK, added.size())),
                        tasks,
                        labelers,
                        gold,
                        now);
            }
            ImportRows.settleNew(
                    handle, project, prompts.stream().map(Prompt::id).toList());
            before.forEach(task -> Places.settle(handle, project.namespace(), task, now));
            return new Recorded(added.size(), importing.alreadyThere(), prompts.size(), importing.leftOut());
        });
    }

    private List<Prompt> addPrompts(Handle handle, Project project, List<ImportedLabel> labels) {
        try {
            return PostgresPrompts.addAll(
                    handle, project, labels.stream().map(ImportedLabel::prompt).toList(), ids);
        } catch (PromptsRefused refused) {
            List<BadRow> rows = refused.conflicts().stream()
                    .map(conflict -> new BadRow(
                            labels.get(conflict.index()).row(),
                            labels.get(conflict.index()).id().toString(),
                            conflict.code(),
                            conflict.field().equals("id") ? "prompt" : conflict.field(),
                            conflict.detail()))
                    .toList();
            throw new RowsRefused(rows.subList(0, Math.min(rows.size(), RowsRefused.MOST)), rows.size());
        }
    }

    /** Of tasks that have none yet. */
    private static void addOutputs(
            Handle handle, Project project, List<ImportedLabel> labels, Map<String, UUID> tasks) {
        Map<UUID, List<Output>> byTask = new LinkedHashMap<>();
        labels.stream()
                .filter(label -> !label.outputs().isEmpty())
                .forEach(label -> byTask.putIfAbsent(task(tasks, label), label.outputs()));
        TaskRows.read(handle, project.namespace(), byTask.keySet()).forEach((id, task) -> {
            if (!task.outputs().isEmpty()) {
                byTask.remove(id);
            }
        });
        PostgresOutputs.insertOutputs(handle, project, byTask);
    }

    private static UUID task(Map<String, UUID> tasks, ImportedLabel label) {
        return Objects.requireNonNull(tasks.get(label.prompt().id()));
    }

    private Map<String, Labeler> labelers(Handle handle, Project project, List<ImportedLabel> labels) {
        Set<String> pseudonyms =
                labels.stream().map(label -> label.labeler().pseudonym()).collect(Collectors.toSet());
        Set<String> known =
                ImportRows.labelers(handle, project.namespace(), pseudonyms).keySet();
        for (ImportedLabel label : labels) {
            String pseudonym = label.labeler().pseudonym();
            if (!known.contains(pseudonym)) {
                PostgresLabelers.add(
                        handle,
                        new Labeler(
                                project.namespace(),
                                ids.get(),
                                "imported:" + pseudonym,
                                pseudonym,
                                pseudonym,
                                label.labeler().simulated(),
                                true),
                        Optional.empty());
            }
        }
        return ImportRows.labelers(handle, project.namespace(), pseudonyms);
    }

    private void record(
            Handle handle,
            Project project,
            List<ImportedLabel> labels,
            Map<String, UUID> tasks,
            Map<String, Labeler> labelers,
            Set<UUID> gold,
            Instant now) {
        Map<UUID, Task> read = TaskRows.read(
                handle,
                project.namespace(),
                labels.stream().map(label -> task(tasks, label)).collect(Collectors.toSet()));
        for (ImportedLabel label : labels) {
            Task task = Objects.requireNonNull(read.get(task(tasks, label)));
            Labeler labeler =
                    Objects.requireNonNull(labelers.get(label.labeler().pseudonym()));
            ImportedLabel.Work work = label.work();
            // held by nobody, ever: it says under which versions the work was done
            var lease = new Lease(ids.get(), task.id(), labeler.id(), work.terms(), now, Lease.State.USED);
            Places.save(handle, project.namespace(), lease);
            Standing standing = new Trial(gold.contains(task.id()), true).of(SubmissionState.COUNTING);
            var submission = new Submission(
                    project.namespace(),
                    label.id(),
                    task.id(),
                    labeler.id(),
                    lease.id(),
                    "imported:" + label.id(),
                    label.content().fingerprint(),
                    work.shownOrder(),
                    work.durationMillis(),
                    work.submittedAt(),
                    work.terms(),
                    work.comment(),
                    work.adjudication(),
                    standing.state(),
                    standing.cause(),
                    work.revision());
            SubmissionRows.insert(handle, submission, label.content());
            if (standing.state() == SubmissionState.COUNTING) {
                Announcement.of(LabelRecord.of(task, submission, label.content(), labeler))
                        .ifPresent(news -> outbox.add(handle, news));
            }
        }
    }
}
