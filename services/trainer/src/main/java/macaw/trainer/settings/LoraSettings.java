package macaw.trainer.settings;

import java.util.List;
import java.util.Optional;
import macaw.languagemodel.lora.Lora;

/** Low-rank adapters (Hu et al. 2021): W x becomes W x + scale · B A x with W frozen; a score head is trained whole beside them. */
public record LoraSettings(
        @Setting(
                value = "Rank r of the adapters; 0 trains all weights instead.",
                source = "Hu et al. 2021: 1 to 64",
                byDefault = "0")
        int rank,

        @Setting(
                value = "The scale is alpha / r. Adapters take about ten times the learning rate of all weights.",
                source = "TRL: 16",
                byDefault = "16")
        double alpha,

        @Setting(
                value = "The scale is alpha / √r instead (rsLoRA).",
                source = "Kalajdzievski 2023",
                byDefault = "false")
        boolean rankStabilised,

        @Setting(
                value =
                        "Linear layers that are adapted, as [\"q_proj\", \"v_proj\"]; empty takes all of the blocks, PEFT's all-linear.",
                source = "Dettmers et al. 2023: all",
                byDefault = "[]")
        List<String> targets,

        @Setting(
                value = "Only 0: ratio, KL and a resumed run must be of one function.",
                source = "Huang et al. 2023",
                byDefault = "0")
        double dropout) {
    public LoraSettings {
        Ranges.atLeast("lora.rank", rank, 0);
        Ranges.positive("lora.alpha", alpha);
        Ranges.require(
                dropout == 0,
                "lora.dropout must be 0, was " + dropout + ": ratio, KL and a resumed run must be of one function");
    }

    /** Empty where all weights are trained. */
    public Optional<Lora> lora() {
        return rank == 0 ? Optional.empty() : Optional.of(new Lora(rank, alpha, rankStabilised, targets));
    }
}
