package macaw.labeling.grpc;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.gold.Gold;
import macaw.labeling.hours.LabelerHours;
import macaw.labeling.hours.Work;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.GuidelinesVersion;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.tasks.Task;
import macaw.labeling.tasks.TaskLists;
import macaw.labeling.wire.LabelCodec;
import macaw.v1.LabelerLine;
import macaw.v1.RankGroup;
import macaw.v1.TaskDetail;
import macaw.v1.TaskLine;
import macaw.v1.WorkDone;

/** Records of the core as messages of {@code labeling_projects.proto}. */
final class LeadEncoding {
    private LeadEncoding() {}

    static macaw.v1.GuidelinesVersion guidelines(GuidelinesVersion version) {
        return macaw.v1.GuidelinesVersion.newBuilder()
                .setVersion(version.version())
                .setText(version.text())
                .setRecordedAtMicros(LabelCodec.micros(version.recordedAt()))
                .build();
    }

    static macaw.v1.Gold gold(String namespace, Gold gold) {
        var message = macaw.v1.Gold.newBuilder()
                .setNamespace(namespace)
                .setTaskId(gold.task().toString())
                .setNote(gold.note())
                .setCreatedBy(gold.createdBy())
                .setCreatedAtMicros(LabelCodec.micros(gold.createdAt()));
        for (List<UUID> group : gold.ranking().groups()) {
            message.addRanking(RankGroup.newBuilder()
                    .addAllOutputIds(group.stream().map(UUID::toString).toList()));
        }
        for (OutputRating rating : gold.ratings()) {
            var encoded = message.addRatingsBuilder()
                    .setOutputId(rating.output().toString())
                    .setOverall(rating.overall());
            rating.answers().forEach((question, answer) -> encoded.putAnswers(question, LabelCodec.encode(answer)));
        }
        return message.build();
    }

    static LabelerLine labeler(Labeler labeler) {
        return LabelerLine.newBuilder()
                .setPseudonym(labeler.pseudonym())
                .setName(labeler.name())
                .setSimulated(labeler.simulated())
                .build();
    }

    static macaw.v1.LabelerHours hours(LabelerHours hours) {
        var message = macaw.v1.LabelerHours.newBuilder()
                .setLabeler(labeler(hours.labeler()))
                .setMember(hours.member())
                .setScreened(hours.screened())
                .setGoldTasks(hours.gold().tasks())
                .setTotal(work(hours.total()))
                .addAllPeriods(hours.periods().stream().map(LeadEncoding::work).toList());
        hours.gold().agreement().share().ifPresent(message::setGoldAgreement);
        return message.build();
    }

    private static WorkDone work(Work work) {
        Instant last = work.lastAt();
        return WorkDone.newBuilder()
                .setPeriod(Optional.ofNullable(work.period()).orElse(""))
                .setTasks(work.tasks())
                .setCounting(work.counting())
                .setSentBack(work.sentBack())
                .setSurplus(work.surplus())
                .setExcluded(work.excluded())
                .setTotalMillis(work.totalMillis())
                .setMedianMillis(work.medianMillis())
                .setLastAtMicros(last == null ? 0 : LabelCodec.micros(last))
                .build();
    }

    static TaskLine line(TaskLists.Line line) {
        return TaskLine.newBuilder()
                .setTaskId(line.id().toString())
                .setPosition(line.position())
                .setPromptId(line.promptId())
                .setPrompt(line.prompt())
                .setCategory(line.category())
                .setState(LabelCodec.word(line.state()))
                .setClosed(line.closed())
                .setGold(line.gold())
                .setOutputs(line.outputs())
                .setShortOfK(line.isShort())
                .setCounting(line.counting())
                .setSentBack(line.sentBack())
                .setSurplus(line.surplus())
                .setExcluded(line.excluded())
                .setFlags(line.flags())
                .addAllAssigned(line.assigned())
                .build();
    }

    static TaskDetail detail(Task task) {
        var message = TaskDetail.newBuilder()
                .setTaskId(task.id().toString())
                .setProject(task.project().name())
                .setPromptId(task.prompt().id())
                .setPrompt(task.prompt().text())
                .setCategory(task.prompt().category());
        task.outputs().forEach(output -> {
            var policy = output.draws().getFirst().policy();
            message.addOutputsBuilder()
                    .setOutputId(output.id().toString())
                    .setText(output.text())
                    .setPolicy(policy.name() + "@" + policy.number());
        });
        return message.build();
    }
}
