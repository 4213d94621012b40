package macaw.labeling.grpc;

import macaw.labeling.flags.Flag;
import macaw.labeling.flags.FlagView;
import macaw.labeling.inquiries.Inquiry;
import macaw.labeling.inquiries.InquiryView;
import macaw.labeling.skips.SkippedPrompt;
import macaw.labeling.wire.LabelCodec;
import macaw.v1.ConcernOrigin;
import macaw.v1.FlagResolution;
import macaw.v1.LeadQuestion;

/** What labelers tell leads, as messages of {@code macaw.v1}. */
final class ConcernEncoding {
    private ConcernEncoding() {}

    static macaw.v1.Flag.Builder flag(Flag flag) {
        return macaw.v1.Flag.newBuilder()
                .setFlagId(flag.id().toString())
                .setTaskId(flag.task().toString())
                .setKind(LabelCodec.word(flag.kind()))
                .setComment(flag.comment())
                .setFlaggedAtMicros(LabelCodec.micros(flag.flaggedAt()));
    }

    /** With what leads alone see. */
    static macaw.v1.Flag flag(FlagView view) {
        return decided(view.flag())
                .setOrigin(
                        origin(view.promptId(), view.prompt(), view.labelerName(), view.pseudonym(), view.simulated()))
                .build();
    }

    static macaw.v1.Flag.Builder decided(Flag flag) {
        var message = flag(flag);
        flag.resolution()
                .ifPresent(resolution -> message.setResolution(FlagResolution.newBuilder()
                        .setAction(LabelCodec.word(resolution.action()))
                        .setComment(resolution.comment())
                        .setBy(resolution.by())
                        .setAtMicros(LabelCodec.micros(resolution.at()))));
        return message;
    }

    static LeadQuestion.Builder question(Inquiry inquiry) {
        var message = LeadQuestion.newBuilder()
                .setQuestionId(inquiry.id().toString())
                .setTaskId(inquiry.task().toString())
                .setText(inquiry.text())
                .setAskedAtMicros(LabelCodec.micros(inquiry.askedAt()));
        inquiry.answer()
                .ifPresent(
                        answer -> message.setAnswer(answer.text()).setAnsweredAtMicros(LabelCodec.micros(answer.at())));
        return message;
    }

    /** With what leads alone see. */
    static LeadQuestion question(InquiryView view) {
        return answered(view.inquiry())
                .setOrigin(
                        origin(view.promptId(), view.prompt(), view.labelerName(), view.pseudonym(), view.simulated()))
                .build();
    }

    static LeadQuestion.Builder answered(Inquiry inquiry) {
        var message = question(inquiry);
        inquiry.answer().ifPresent(answer -> message.setAnsweredBy(answer.by()));
        return message;
    }

    private static ConcernOrigin origin(
            String promptId, String prompt, String labelerName, String pseudonym, boolean simulated) {
        return ConcernOrigin.newBuilder()
                .setPromptId(promptId)
                .setPrompt(prompt)
                .setLabelerName(labelerName)
                .setLabelerPseudonym(pseudonym)
                .setSimulated(simulated)
                .build();
    }

    static macaw.v1.SkippedPrompt skipped(SkippedPrompt skipped) {
        var message = macaw.v1.SkippedPrompt.newBuilder()
                .setTaskId(skipped.task().toString())
                .setPromptId(skipped.promptId())
                .setPrompt(skipped.prompt())
                .setSkips(skipped.skips())
                .addAllComments(skipped.comments());
        skipped.reasons().forEach((reason, count) -> message.putReasons(LabelCodec.word(reason), count));
        return message.build();
    }
}
