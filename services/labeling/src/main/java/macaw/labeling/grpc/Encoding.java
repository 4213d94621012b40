package macaw.labeling.grpc;

import java.util.List;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.forms.Question;
import macaw.labeling.labelers.Labelers;
import macaw.labeling.outputs.CollectionProgress;
import macaw.labeling.outputs.Output;
import macaw.labeling.projects.Progress;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Staffing;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.submissions.Content.WrittenPrompt;
import macaw.labeling.submissions.Submission;
import macaw.labeling.tasks.Lease;
import macaw.labeling.tasks.TaskDesk;
import macaw.labeling.wire.LabelCodec;
import macaw.labeling.workplace.Workplace;
import macaw.records.VersionName;
import macaw.records.wire.RolloutCodec;
import macaw.v1.AddLabelerResponse;
import macaw.v1.CollectProgress;
import macaw.v1.FinishReason;
import macaw.v1.LeaseRef;
import macaw.v1.ProjectProgress;
import macaw.v1.Submitted;
import macaw.v1.Task;

/** Records of the core as messages of {@code macaw.v1}. */
final class Encoding {
    private Encoding() {}

    static macaw.v1.Project project(Project project) {
        var message = macaw.v1.Project.newBuilder()
                .setNamespace(project.namespace())
                .setName(project.name())
                .setKind(kind(project.kind()))
                .setOverlap(project.overlap())
                .setGuidelines(project.guidelines().text())
                .setGuidelinesVersion(project.guidelines().version())
                .setStaffing(staffing(project.staffing()))
                .setState(LabelCodec.word(project.state()));
        switch (project.work()) {
            case Project.Work.Prompts(), Project.Work.Demonstrations() -> {}
            case Project.Work.Comparisons(int k, var policies, var sampling, String form) ->
                message.setK(k)
                        .addAllPolicies(
                                policies.stream().map(VersionName::toString).toList())
                        .setSampling(RolloutCodec.encode(sampling))
                        .setForm(form);
        }
        return message.build();
    }

    private static macaw.v1.Staffing staffing(Staffing staffing) {
        return macaw.v1.Staffing.newBuilder()
                .setMembersOnly(!staffing.everyone())
                .addAllMembers(staffing.members())
                .setGoldShare(staffing.goldShare())
                .setScreeningTasks(staffing.screeningTasks())
                .setScreeningThreshold(staffing.screeningThreshold())
                .build();
    }

    static macaw.v1.TaskKind kind(TaskKind kind) {
        return switch (kind) {
            case PROMPT -> macaw.v1.TaskKind.TASK_KIND_PROMPT;
            case DEMONSTRATION -> macaw.v1.TaskKind.TASK_KIND_DEMONSTRATION;
            case COMPARISON -> macaw.v1.TaskKind.TASK_KIND_COMPARISON;
        };
    }

    static AddLabelerResponse registered(Labelers.Registered registered) {
        return AddLabelerResponse.newBuilder()
                .setLabelerId(registered.labeler().id().toString())
                .setPseudonym(registered.labeler().pseudonym())
                .setKey(registered.key())
                .build();
    }

    static CollectProgress progress(CollectionProgress progress) {
        return CollectProgress.newBuilder()
                .setPromptsDone(progress.promptsDone())
                .setPromptsTotal(progress.promptsTotal())
                .setOutputs(progress.outputs())
                .setPromptsShort(progress.promptsShort())
                .setFailed(progress.failed())
                .build();
    }

    static ProjectProgress progress(Progress progress) {
        return ProjectProgress.newBuilder()
                .setPrompts(progress.prompts())
                .setTasksOpen(progress.tasksOpen())
                .setTasksLeased(progress.tasksLeased())
                .setTasksDone(progress.tasksDone())
                .setSubmissions(progress.submissions())
                .setSimulatedSubmissions(progress.simulatedSubmissions())
                .setGoldTasks(progress.goldTasks())
                .build();
    }

    static Task task(Workplace workplace) {
        TaskDesk.Leased leased = workplace.leased();
        macaw.labeling.tasks.Task task = leased.task();
        var message = task(task, leased.shown()).setLease(lease(task.project().namespace(), leased.lease()));
        workplace.draft().ifPresent(draft -> message.setDraft(DeskEncoding.draft(draft)));
        workplace.sentBack().ifPresent(work -> message.setSentBack(DeskEncoding.sentBack(work)));
        return message.build();
    }

    /** The task without a lease. */
    static Task.Builder task(macaw.labeling.tasks.Task task, List<Output> shown) {
        var message = Task.newBuilder()
                .setTaskId(task.id().toString())
                .setProject(task.project().name())
                .setKind(kind(task.project().kind()))
                .setPromptId(task.prompt().id())
                .setPrompt(task.prompt().text())
                .setGuidelines(task.project().guidelines().text())
                .setGuidelinesVersion(task.project().guidelines().version())
                .setCategory(task.prompt().category())
                .setLanguage(task.prompt().language())
                .setSensitive(task.prompt().sensitivity().sensitive())
                .setContentWarning(task.prompt().sensitivity().warning());
        for (Output output : shown) {
            message.addOutputsBuilder()
                    .setOutputId(output.id().toString())
                    .setText(output.text())
                    .setFinishReason(output.finishReason()
                            .map(RolloutCodec::encode)
                            .orElse(FinishReason.FINISH_REASON_UNSPECIFIED));
        }
        task.form().ifPresent(form -> message.setForm(form(form)));
        if (task.project().kind() == TaskKind.PROMPT) {
            message.setStyle(
                    LabelCodec.word(WrittenPrompt.Style.askedBy(task.prompt().category())));
        }
        return message;
    }

    static macaw.v1.FormSchema form(FormSchema form) {
        var message = macaw.v1.FormSchema.newBuilder().setVersion(form.version());
        for (Question question : form.questions()) {
            var encoded = message.addQuestionsBuilder()
                    .setId(question.id())
                    .setText(question.text())
                    .setRequired(question.required())
                    .setNotApplicable(question.notApplicable());
            Question.Condition when = question.when();
            if (when != null) {
                encoded.setWhenQuestion(when.question()).setWhenAnswer(LabelCodec.encode(when.answer()));
            }
        }
        return message.build();
    }

    static LeaseRef lease(String namespace, Lease lease) {
        return LeaseRef.newBuilder()
                .setNamespace(namespace)
                .setTaskId(lease.task().toString())
                .setLeaseId(lease.id().toString())
                .setExpiresAtMicros(LabelCodec.micros(lease.expiresAt()))
                .build();
    }

    static Submitted submitted(Submission submission) {
        return Submitted.newBuilder()
                .setSubmissionId(submission.id().toString())
                .setRevision(submission.revision())
                .setState(LabelCodec.word(submission.toldState()))
                .build();
    }

    static macaw.v1.Snapshot snapshot(Snapshot snapshot) {
        return macaw.v1.Snapshot.newBuilder()
                .setNamespace(snapshot.namespace())
                .setSnapshotId(snapshot.id())
                .setProject(snapshot.project())
                .setKind(kind(snapshot.kind()))
                .setRecords(snapshot.records())
                .setSha256(snapshot.sha256())
                .setCreatedAtMicros(LabelCodec.micros(snapshot.createdAt()))
                .build();
    }
}
