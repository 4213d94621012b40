package macaw.languagemodel.safetensors;

import java.util.Arrays;
import java.util.Optional;

/** How one number of a tensor is stored. */
public enum Dtype {
    /** IEEE 754 binary32. */
    F32(4, "float32"),
    /** IEEE 754 binary16. */
    F16(2, "float16"),
    /** The upper half of a binary32. */
    BF16(2, "bfloat16");

    private final int bytes;
    private final String configName;

    Dtype(int bytes, String configName) {
        this.bytes = bytes;
        this.configName = configName;
    }

    /** Size of one number. */
    public int bytes() {
        return bytes;
    }

    /** The name that config.json uses, "float32" for instance. */
    public String configName() {
        return configName;
    }

    /** The type with this safetensors name ("F32"), or empty when it is none of a model's weights. */
    public static Optional<Dtype> ofSafetensorsName(String name) {
        return Arrays.stream(values()).filter(d -> d.name().equals(name)).findFirst();
    }

    /** The type with this config.json name ("float32"). */
    public static Optional<Dtype> ofConfigName(String name) {
        return Arrays.stream(values()).filter(d -> d.configName.equals(name)).findFirst();
    }
}
