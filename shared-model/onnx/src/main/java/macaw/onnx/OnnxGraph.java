package macaw.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import macaw.languagemodel.safetensors.TensorEntry;

/**
 * An ONNX graph under construction (opset 17 and com.microsoft 1). Values are named by strings; a node's first output carries the node's
 * name, so every name may be used once.
 */
final class OnnxGraph {
    /** Operators of ONNX Runtime's own. */
    static final String MICROSOFT = "com.microsoft";

    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;

    private final GraphProto.Builder graph;
    private final Map<Path, String> locations = new HashMap<>();

    OnnxGraph(String name) {
        graph = GraphProto.newBuilder().setName(name);
    }

    /** An input; a dimension is a number or the name of a size that is known at run time only. */
    String input(String name, TensorProto.DataType type, Object... dimensions) {
        graph.addInput(value(name, type, dimensions));
        return name;
    }

    void output(String name, TensorProto.DataType type, Object... dimensions) {
        graph.addOutput(value(name, type, dimensions));
    }

    /**
     * A weight that stays where it is: the graph points at its bytes in the safetensors file. Weights that are stored in 16 bits are widened
     * once, when the session is made.
     */
    String weight(String name, TensorEntry entry) {
        TensorProto.DataType type = switch (entry.dtype()) {
            case F32 -> TensorProto.DataType.FLOAT;
            case F16 -> TensorProto.DataType.FLOAT16;
            case BF16 -> TensorProto.DataType.BFLOAT16;
        };
        boolean widen = type != TensorProto.DataType.FLOAT;
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(widen ? name + ".stored" : name)
                .setDataType(type.getNumber())
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", location(entry.file())))
                .addExternalData(entry("offset", Long.toString(entry.offset())))
                .addExternalData(entry("length", Long.toString(entry.length())));
        for (long size : entry.shape()) {
            tensor.addDims(size);
        }
        graph.addInitializer(tensor);
        return widen
                ? node("Cast", name, List.of(name + ".stored"), integer("to", TensorProto.DataType.FLOAT.getNumber()))
                : name;
    }

    /** The name of a file with weights behind the links that lead to it, which are followed once a file. */
    private String location(Path file) {
        return locations.computeIfAbsent(
                file, link -> OnnxRuntime.realPath(link).getFileName().toString());
    }

    /** A constant inside the graph. */
    String constant(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(bytes));
        for (long size : shape) {
            tensor.addDims(size);
        }
        graph.addInitializer(tensor);
        return name;
    }

    /** A vector of whole numbers inside the graph. */
    String constant(String name, long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        graph.addInitializer(tensor);
        return name;
    }

    /** A node of the ONNX standard with one output. */
    String node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        node("", operator, List.of(output), inputs, attributes);
        return output;
    }

    /** The same numbers in another shape, where 0 stands for the size that was there and one −1 for what is left. */
    String reshaped(String output, String x, long... shape) {
        return node("Reshape", output, List.of(x, constant(output + ".shape", shape)));
    }

    /** A node of any domain; an input or output that is left out is an empty string. */
    void node(String domain, String operator, List<String> outputs, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setDomain(domain)
                .setOpType(operator)
                .setName(outputs.getFirst())
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(Arrays.asList(attributes)));
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto integers(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    static AttributeProto real(String name, double value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    /** The model as ONNX Runtime reads it. */
    byte[] serialized() {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(MICROSOFT).setVersion(1))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, Object... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Object dimension : dimensions) {
            TensorShapeProto.Dimension.Builder size = TensorShapeProto.Dimension.newBuilder();
            if (dimension instanceof Integer number) {
                size.setDimValue(number);
            } else {
                size.setDimParam((String) dimension);
            }
            shape.addDim(size);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
