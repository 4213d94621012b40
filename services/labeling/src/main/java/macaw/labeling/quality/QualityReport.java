package macaw.labeling.quality;

import java.util.List;

/**
 * What a project's judgement is worth.
 *
 * @param agreement how much labelers agree
 * @param labelers each labeler's work
 * @param disagreements tasks that two labelers or more have judged, most disagreement first
 */
public record QualityReport(
        AgreementReport agreement, List<LabelerQuality> labelers, List<TaskDisagreement> disagreements) {}
