package macaw.labeling.wire;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import macaw.labeling.forms.Answer;
import macaw.labeling.prompts.Split;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.snapshots.LabelRecord;
import macaw.records.wire.ContractRevision;
import macaw.records.wire.RolloutCodec;
import macaw.v1.ComparedOutput;
import macaw.v1.Comparison;
import macaw.v1.Demonstration;
import macaw.v1.RankGroup;
import macaw.v1.SnapshotRecord;
import macaw.v1.WrittenPrompt;

/** A recorded label as the message of its topic and of an exported snapshot. */
public final class LabelCodec {
    private LabelCodec() {}

    /** A snapshot's record. */
    public static SnapshotRecord encode(LabelRecord label) {
        return switch (label) {
            case LabelRecord.Prompted prompted ->
                SnapshotRecord.newBuilder().setPrompt(prompt(prompted)).build();
            case LabelRecord.Demonstrated demonstrated ->
                SnapshotRecord.newBuilder()
                        .setDemonstration(demonstration(demonstrated))
                        .build();
            case LabelRecord.Compared compared ->
                SnapshotRecord.newBuilder().setComparison(comparison(compared)).build();
        };
    }

    /** The value of its topic's record. Prompts have no topic, so none comes here. */
    public static byte[] topicValue(LabelRecord label) {
        return switch (label) {
            case LabelRecord.Prompted prompted -> throw new IllegalArgumentException("prompts have no topic");
            case LabelRecord.Demonstrated demonstrated ->
                demonstration(demonstrated).toByteArray();
            case LabelRecord.Compared compared -> comparison(compared).toByteArray();
        };
    }

    private static WrittenPrompt prompt(LabelRecord.Prompted label) {
        LabelRecord.Origin origin = label.origin();
        var message = WrittenPrompt.newBuilder()
                .setContractRevision(ContractRevision.CURRENT)
                .setNamespace(origin.prompt().namespace())
                .setId(origin.id().toString())
                .setRevision(origin.revision())
                .setProject(origin.prompt().project())
                .setPromptId(origin.prompt().id())
                .setBrief(origin.prompt().text())
                .setStyle(word(label.written().style()))
                .setText(label.written().text())
                .setLabelerPseudonym(origin.pseudonym())
                .setSimulated(origin.simulated())
                .setImported(origin.imported())
                .setCategory(origin.prompt().category())
                .setGroup(origin.prompt().group())
                .setSplit(encode(origin.prompt().split()))
                .setDurationMillis(origin.durationMillis())
                .setSubmittedAtMicros(micros(origin.submittedAt()))
                .setWhole(label.written().whole());
        label.written()
                .examples()
                .forEach(example ->
                        message.addExamplesBuilder().setInput(example.input()).setOutput(example.output()));
        return message.build();
    }

    private static Demonstration demonstration(LabelRecord.Demonstrated label) {
        LabelRecord.Origin origin = label.origin();
        return Demonstration.newBuilder()
                .setContractRevision(ContractRevision.CURRENT)
                .setNamespace(origin.prompt().namespace())
                .setId(origin.id().toString())
                .setRevision(origin.revision())
                .setProject(origin.prompt().project())
                .setPromptId(origin.prompt().id())
                .setPrompt(origin.prompt().text())
                .setResponse(label.response())
                .setLabelerPseudonym(origin.pseudonym())
                .setSimulated(origin.simulated())
                .setImported(origin.imported())
                .setCategory(origin.prompt().category())
                .setGroup(origin.prompt().group())
                .setSplit(encode(origin.prompt().split()))
                .setDurationMillis(origin.durationMillis())
                .setSubmittedAtMicros(micros(origin.submittedAt()))
                .build();
    }

    private static Comparison comparison(LabelRecord.Compared label) {
        LabelRecord.Origin origin = label.origin();
        return Comparison.newBuilder()
                .setContractRevision(ContractRevision.CURRENT)
                .setNamespace(origin.prompt().namespace())
                .setId(origin.id().toString())
                .setRevision(origin.revision())
                .setProject(origin.prompt().project())
                .setPromptId(origin.prompt().id())
                .setPrompt(origin.prompt().text())
                .addAllOutputs(label.outputs().stream().map(LabelCodec::output).toList())
                .addAllRanking(ranking(label.ranking()))
                .addAllRatings(label.ratings().stream().map(LabelCodec::rating).toList())
                .setFormVersion(label.form())
                .addAllShownOrder(
                        label.shownOrder().stream().map(UUID::toString).toList())
                .setLabelerPseudonym(origin.pseudonym())
                .setSimulated(origin.simulated())
                .setImported(origin.imported())
                .setCategory(origin.prompt().category())
                .setGroup(origin.prompt().group())
                .setSplit(encode(origin.prompt().split()))
                .setDurationMillis(origin.durationMillis())
                .setSubmittedAtMicros(micros(origin.submittedAt()))
                .build();
    }

    private static ComparedOutput output(LabelRecord.ComparedOutput output) {
        var message = ComparedOutput.newBuilder()
                .setOutputId(output.id().toString())
                .setText(output.text())
                .setImportedFrom(output.importedFrom());
        output.firstDraw()
                .ifPresent(draw -> message.setPolicy(RolloutCodec.encode(draw.policy()))
                        .setFinishReason(RolloutCodec.encode(draw.finishReason())));
        return message.build();
    }

    private static List<RankGroup> ranking(Ranking ranking) {
        return ranking.groups().stream()
                .map(group -> RankGroup.newBuilder()
                        .addAllOutputIds(group.stream().map(UUID::toString).toList())
                        .build())
                .toList();
    }

    private static macaw.v1.OutputRating rating(OutputRating rating) {
        var message = macaw.v1.OutputRating.newBuilder()
                .setOutputId(rating.output().toString())
                .setOverall(rating.overall());
        rating.answers().forEach((question, answer) -> message.putAnswers(question, encode(answer)));
        return message.build();
    }

    /** The wire's word for it. */
    public static macaw.v1.Answer encode(Answer answer) {
        return switch (answer) {
            case YES -> macaw.v1.Answer.ANSWER_YES;
            case NO -> macaw.v1.Answer.ANSWER_NO;
            case NOT_APPLICABLE -> macaw.v1.Answer.ANSWER_NOT_APPLICABLE;
        };
    }

    /** The wire's word for it. */
    public static macaw.v1.Split encode(Split split) {
        return switch (split) {
            case TRAIN -> macaw.v1.Split.SPLIT_TRAIN;
            case VALIDATION -> macaw.v1.Split.SPLIT_VALIDATION;
            case TEST -> macaw.v1.Split.SPLIT_TEST;
        };
    }

    /** Microseconds since 1970. */
    public static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /** An enum's constant as JSON and gRPC's strings have it. */
    public static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
