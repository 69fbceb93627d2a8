package dev.gatun.kernel.loop.emitted.x86;

import static dev.gatun.kernel.loop.emitted.x86.Instruction.Kind.*;
import static dev.gatun.kernel.loop.emitted.x86.Instruction.Shape.*;

import java.util.Locale;

/**
 * The vector instructions, and those on masks, as Intel's manual has them (volume 2, and chapter 2
 * for the two prefixes). A name with an underscore is one of several forms of an instruction.
 *
 * <p>The columns: the operands' order; the prefix (0: none, 1: 66, 2: F3, 3: F2); the map (1: 0F,
 * 2: 0F38, 3: 0F3A); the opcode; W in the EVEX form and in the VEX form, {@link #NO} where there is
 * no such form; what the register of the ModRM byte and the other operand (register or memory) are;
 * the size of the element that is repeated where memory may be a broadcast, 0 where it may not.
 */
public enum Instruction {
    VADDPS(RVM, 0, 1, 0x58, 0, 0, V, V, 4),
    VADDPD(RVM, 1, 1, 0x58, 1, 0, V, V, 8),
    VSUBPS(RVM, 0, 1, 0x5c, 0, 0, V, V, 4),
    VSUBPD(RVM, 1, 1, 0x5c, 1, 0, V, V, 8),
    VMULPS(RVM, 0, 1, 0x59, 0, 0, V, V, 4),
    VMULPD(RVM, 1, 1, 0x59, 1, 0, V, V, 8),
    VDIVPS(RVM, 0, 1, 0x5e, 0, 0, V, V, 4),
    VDIVPD(RVM, 1, 1, 0x5e, 1, 0, V, V, 8),
    /** The second operand where either is NaN, or both are zeros. */
    VMINPS(RVM, 0, 1, 0x5d, 0, 0, V, V, 4),
    VMINPD(RVM, 1, 1, 0x5d, 1, 0, V, V, 8),
    /** The second operand where either is NaN, or both are zeros. */
    VMAXPS(RVM, 0, 1, 0x5f, 0, 0, V, V, 4),
    VMAXPD(RVM, 1, 1, 0x5f, 1, 0, V, V, 8),
    VSQRTPS(RM, 0, 1, 0x51, 0, 0, V, V, 4),
    VSQRTPD(RM, 1, 1, 0x51, 1, 0, V, V, 8),

    VANDPS(RVM, 0, 1, 0x54, 0, 0, V, V, 4),
    VANDPD(RVM, 1, 1, 0x54, 1, 0, V, V, 8),
    /** The second operand's bits that the first has not. */
    VANDNPS(RVM, 0, 1, 0x55, 0, 0, V, V, 4),
    VANDNPD(RVM, 1, 1, 0x55, 1, 0, V, V, 8),
    VORPS(RVM, 0, 1, 0x56, 0, 0, V, V, 4),
    VORPD(RVM, 1, 1, 0x56, 1, 0, V, V, 8),
    VXORPS(RVM, 0, 1, 0x57, 0, 0, V, V, 4),
    VXORPD(RVM, 1, 1, 0x57, 1, 0, V, V, 8),
    VPTERNLOGD(RVMI, 1, 3, 0x25, 0, Instruction.NO, V, V, 4),
    VPTERNLOGQ(RVMI, 1, 3, 0x25, 1, Instruction.NO, V, V, 8),

    VPADDD(RVM, 1, 1, 0xfe, 0, 0, V, V, 4),
    VPADDQ(RVM, 1, 1, 0xd4, 1, 0, V, V, 8),
    VPSUBD(RVM, 1, 1, 0xfa, 0, 0, V, V, 4),
    VPSUBQ(RVM, 1, 1, 0xfb, 1, 0, V, V, 8),
    VPMULLD(RVM, 1, 2, 0x40, 0, 0, V, V, 4),
    VPMULLQ(RVM, 1, 2, 0x40, 1, Instruction.NO, V, V, 8),
    VPMULUDQ(RVM, 1, 1, 0xf4, 1, 0, V, V, 8),
    VPMINSD(RVM, 1, 2, 0x39, 0, 0, V, V, 4),
    VPMINSQ(RVM, 1, 2, 0x39, 1, Instruction.NO, V, V, 8),
    VPMAXSD(RVM, 1, 2, 0x3d, 0, 0, V, V, 4),
    VPMAXSQ(RVM, 1, 2, 0x3d, 1, Instruction.NO, V, V, 8),
    VPABSD(RM, 1, 2, 0x1e, 0, 0, V, V, 4),
    VPABSQ(RM, 1, 2, 0x1f, 1, Instruction.NO, V, V, 8),
    VPCMPEQD_VECTOR(RVM, 1, 1, 0x76, Instruction.NO, 0, V, V, 0),
    VPCMPEQQ_VECTOR(RVM, 1, 2, 0x29, Instruction.NO, 0, V, V, 0),
    VPCMPGTD_VECTOR(RVM, 1, 1, 0x66, Instruction.NO, 0, V, V, 0),
    VPCMPGTQ_VECTOR(RVM, 1, 2, 0x37, Instruction.NO, 0, V, V, 0),
    VPCMPD(RVMI, 1, 3, 0x1f, 0, Instruction.NO, K, V, 4),
    VPCMPQ(RVMI, 1, 3, 0x1f, 1, Instruction.NO, K, V, 8),
    VPTESTMD(RVM, 1, 2, 0x27, 0, Instruction.NO, K, V, 4),
    VPTESTMQ(RVM, 1, 2, 0x27, 1, Instruction.NO, K, V, 8),
    VPTESTMB(RVM, 1, 2, 0x26, 0, Instruction.NO, K, V, 0),

    VFMADD132PS(RVM, 1, 2, 0x98, 0, 0, V, V, 4),
    VFMADD132PD(RVM, 1, 2, 0x98, 1, 1, V, V, 8),
    VFMADD213PS(RVM, 1, 2, 0xa8, 0, 0, V, V, 4),
    VFMADD213PD(RVM, 1, 2, 0xa8, 1, 1, V, V, 8),
    VFMADD231PS(RVM, 1, 2, 0xb8, 0, 0, V, V, 4),
    VFMADD231PD(RVM, 1, 2, 0xb8, 1, 1, V, V, 8),
    VFMSUB132PS(RVM, 1, 2, 0x9a, 0, 0, V, V, 4),
    VFMSUB132PD(RVM, 1, 2, 0x9a, 1, 1, V, V, 8),
    VFMSUB213PS(RVM, 1, 2, 0xaa, 0, 0, V, V, 4),
    VFMSUB213PD(RVM, 1, 2, 0xaa, 1, 1, V, V, 8),
    VFMSUB231PS(RVM, 1, 2, 0xba, 0, 0, V, V, 4),
    VFMSUB231PD(RVM, 1, 2, 0xba, 1, 1, V, V, 8),
    VFNMADD132PS(RVM, 1, 2, 0x9c, 0, 0, V, V, 4),
    VFNMADD132PD(RVM, 1, 2, 0x9c, 1, 1, V, V, 8),
    VFNMADD213PS(RVM, 1, 2, 0xac, 0, 0, V, V, 4),
    VFNMADD213PD(RVM, 1, 2, 0xac, 1, 1, V, V, 8),
    VFNMADD231PS(RVM, 1, 2, 0xbc, 0, 0, V, V, 4),
    VFNMADD231PD(RVM, 1, 2, 0xbc, 1, 1, V, V, 8),
    VFNMSUB132PS(RVM, 1, 2, 0x9e, 0, 0, V, V, 4),
    VFNMSUB132PD(RVM, 1, 2, 0x9e, 1, 1, V, V, 8),
    VFNMSUB213PS(RVM, 1, 2, 0xae, 0, 0, V, V, 4),
    VFNMSUB213PD(RVM, 1, 2, 0xae, 1, 1, V, V, 8),
    VFNMSUB231PS(RVM, 1, 2, 0xbe, 0, 0, V, V, 4),
    VFNMSUB231PD(RVM, 1, 2, 0xbe, 1, 1, V, V, 8),

    VCMPPS(RVMI, 0, 1, 0xc2, 0, Instruction.NO, K, V, 4),
    VCMPPD(RVMI, 1, 1, 0xc2, 1, Instruction.NO, K, V, 8),
    VCMPPS_VECTOR(RVMI, 0, 1, 0xc2, Instruction.NO, 0, V, V, 0),
    VCMPPD_VECTOR(RVMI, 1, 1, 0xc2, Instruction.NO, 0, V, V, 0),
    VFPCLASSPS(RMI, 1, 3, 0x66, 0, Instruction.NO, K, V, 4),
    VFPCLASSPD(RMI, 1, 3, 0x66, 1, Instruction.NO, K, V, 8),
    /** The first operand where the mask is 0, the second where it is 1. */
    VBLENDMPS(RVM, 1, 2, 0x65, 0, Instruction.NO, V, V, 4),
    VBLENDMPD(RVM, 1, 2, 0x65, 1, Instruction.NO, V, V, 8),
    /** Likewise by the signs of a third. */
    VBLENDVPS(RVMR, 1, 3, 0x4a, Instruction.NO, 0, V, V, 0),
    VBLENDVPD(RVMR, 1, 3, 0x4b, Instruction.NO, 0, V, V, 0),

    VPSLLD(VMI, 1, 1, 0x72, 0, 0, 6, V, 4),
    VPSRLD(VMI, 1, 1, 0x72, 0, 0, 2, V, 4),
    VPSRAD(VMI, 1, 1, 0x72, 0, 0, 4, V, 4),
    VPSLLQ(VMI, 1, 1, 0x73, 1, 0, 6, V, 8),
    VPSRLQ(VMI, 1, 1, 0x73, 1, 0, 2, V, 8),
    VPSRAQ(VMI, 1, 1, 0x72, 1, Instruction.NO, 4, V, 8),
    VPSLLVD(RVM, 1, 2, 0x47, 0, 0, V, V, 4),
    VPSRLVD(RVM, 1, 2, 0x45, 0, 0, V, V, 4),
    VPSRAVD(RVM, 1, 2, 0x46, 0, 0, V, V, 4),
    VPSLLVQ(RVM, 1, 2, 0x47, 1, 1, V, V, 8),
    VPSRLVQ(RVM, 1, 2, 0x45, 1, 1, V, V, 8),
    VPSRAVQ(RVM, 1, 2, 0x46, 1, Instruction.NO, V, V, 8),

    VRNDSCALEPS(RMI, 1, 3, 0x08, 0, Instruction.NO, V, V, 4),
    VRNDSCALEPD(RMI, 1, 3, 0x09, 1, Instruction.NO, V, V, 8),
    VROUNDPS(RMI, 1, 3, 0x08, Instruction.NO, 0, V, V, 0),
    VROUNDPD(RMI, 1, 3, 0x09, Instruction.NO, 0, V, V, 0),
    VSCALEFPS(RVM, 1, 2, 0x2c, 0, Instruction.NO, V, V, 4),
    VSCALEFPD(RVM, 1, 2, 0x2c, 1, Instruction.NO, V, V, 8),
    VGETEXPPS(RM, 1, 2, 0x42, 0, Instruction.NO, V, V, 4),
    VGETEXPPD(RM, 1, 2, 0x42, 1, Instruction.NO, V, V, 8),
    VGETMANTPS(RMI, 1, 3, 0x26, 0, Instruction.NO, V, V, 4),
    VGETMANTPD(RMI, 1, 3, 0x26, 1, Instruction.NO, V, V, 8),
    VRCP14PS(RM, 1, 2, 0x4c, 0, Instruction.NO, V, V, 4),
    VRSQRT14PS(RM, 1, 2, 0x4e, 0, Instruction.NO, V, V, 4),

    VCVTDQ2PS(RM, 0, 1, 0x5b, 0, 0, V, V, 4),
    VCVTPS2DQ(RM, 1, 1, 0x5b, 0, 0, V, V, 4),
    VCVTTPS2DQ(RM, 2, 1, 0x5b, 0, 0, V, V, 4),
    VCVTPS2PD(RM, 0, 1, 0x5a, 0, 0, V, HALF, 4),
    VCVTPD2PS(RM, 1, 1, 0x5a, 1, 0, HALF, V, 8),
    VCVTDQ2PD(RM, 2, 1, 0xe6, 0, 0, V, HALF, 4),
    VCVTPD2DQ(RM, 3, 1, 0xe6, 1, 0, HALF, V, 8),
    VCVTTPD2DQ(RM, 1, 1, 0xe6, 1, 0, HALF, V, 8),
    VCVTQQ2PD(RM, 2, 1, 0xe6, 1, Instruction.NO, V, V, 8),
    VCVTPD2QQ(RM, 1, 1, 0x7b, 1, Instruction.NO, V, V, 8),
    VCVTTPD2QQ(RM, 1, 1, 0x7a, 1, Instruction.NO, V, V, 8),
    VCVTQQ2PS(RM, 0, 1, 0x5b, 1, Instruction.NO, HALF, V, 8),
    VCVTTPS2QQ(RM, 1, 1, 0x7a, 0, Instruction.NO, V, HALF, 4),
    VCVTPH2PS(RM, 1, 2, 0x13, 0, 0, V, HALF, 0),
    VCVTPS2PH(MRI, 1, 3, 0x1d, 0, 0, V, HALF, 0),
    VPMOVZXBD(RM, 1, 2, 0x31, 0, 0, V, QUARTER, 0),
    VPMOVSXBD(RM, 1, 2, 0x21, 0, 0, V, QUARTER, 0),
    VPMOVZXBQ(RM, 1, 2, 0x32, 0, 0, V, EIGHTH, 0),
    VPMOVSXBQ(RM, 1, 2, 0x22, 0, 0, V, EIGHTH, 0),
    VPMOVZXWD(RM, 1, 2, 0x33, 0, 0, V, HALF, 0),
    VPMOVSXWD(RM, 1, 2, 0x23, 0, 0, V, HALF, 0),
    VPMOVZXDQ(RM, 1, 2, 0x35, 0, 0, V, HALF, 0),
    VPMOVSXDQ(RM, 1, 2, 0x25, 0, 0, V, HALF, 0),
    VPMOVDB(MR, 2, 2, 0x31, 0, Instruction.NO, V, QUARTER, 0),
    VPMOVDW(MR, 2, 2, 0x33, 0, Instruction.NO, V, HALF, 0),
    VPMOVQD(MR, 2, 2, 0x35, 0, Instruction.NO, V, HALF, 0),
    VPMOVQB(MR, 2, 2, 0x32, 0, Instruction.NO, V, EIGHTH, 0),
    VPACKUSDW(RVM, 1, 2, 0x2b, 0, 0, V, V, 4),
    VPACKSSDW(RVM, 1, 1, 0x6b, 0, 0, V, V, 4),
    VPACKUSWB(RVM, 1, 1, 0x67, 0, 0, V, V, 0),
    VPACKSSWB(RVM, 1, 1, 0x63, 0, 0, V, V, 0),

    VPERMILPS(RMI, 1, 3, 0x04, 0, 0, V, V, 4),
    VPERMILPD(RMI, 1, 3, 0x05, 1, 0, V, V, 8),
    VPSHUFD(RMI, 1, 1, 0x70, 0, 0, V, V, 4),
    VPSHUFB(RVM, 1, 2, 0x00, 0, 0, V, V, 0),
    VSHUFPS(RVMI, 0, 1, 0xc6, 0, 0, V, V, 4),
    VSHUFPD(RVMI, 1, 1, 0xc6, 1, 0, V, V, 8),
    VUNPCKLPS(RVM, 0, 1, 0x14, 0, 0, V, V, 4),
    VUNPCKHPS(RVM, 0, 1, 0x15, 0, 0, V, V, 4),
    VUNPCKLPD(RVM, 1, 1, 0x14, 1, 0, V, V, 8),
    VUNPCKHPD(RVM, 1, 1, 0x15, 1, 0, V, V, 8),
    VPERM2F128(RVMI, 1, 3, 0x06, Instruction.NO, 0, Y, Y, 0),
    VSHUFF32X4(RVMI, 1, 3, 0x23, 0, Instruction.NO, WIDE, WIDE, 4),
    VSHUFF64X2(RVMI, 1, 3, 0x23, 1, Instruction.NO, WIDE, WIDE, 8),
    VPERMD(RVM, 1, 2, 0x36, 0, 0, WIDE, WIDE, 4),
    VPERMPS(RVM, 1, 2, 0x16, 0, 0, WIDE, WIDE, 4),
    VPERMQ(RMI, 1, 3, 0x00, 1, 1, WIDE, WIDE, 8),
    VPERMPD(RMI, 1, 3, 0x01, 1, 1, WIDE, WIDE, 8),
    VPERMI2PS(RVM, 1, 2, 0x77, 0, Instruction.NO, V, V, 4),
    VPERMT2PS(RVM, 1, 2, 0x7f, 0, Instruction.NO, V, V, 4),
    VPERMT2PD(RVM, 1, 2, 0x7f, 1, Instruction.NO, V, V, 8),
    VEXTRACTF128(MRI, 1, 3, 0x19, Instruction.NO, 0, Y, X, 0),
    VEXTRACTF32X4(MRI, 1, 3, 0x19, 0, Instruction.NO, WIDE, X, 0),
    VEXTRACTF64X4(MRI, 1, 3, 0x1b, 1, Instruction.NO, Z, Y, 0),
    VINSERTF128(RVMI, 1, 3, 0x18, Instruction.NO, 0, Y, X, 0),
    VINSERTF64X4(RVMI, 1, 3, 0x1a, 1, Instruction.NO, Z, Y, 0),

    VBROADCASTSS(RM, 1, 2, 0x18, 0, 0, V, M4, 0),
    VBROADCASTSD(RM, 1, 2, 0x19, 1, 0, WIDE, M8, 0),
    VPBROADCASTB(RM, 1, 2, 0x78, 0, 0, V, M1, 0),
    VPBROADCASTW(RM, 1, 2, 0x79, 0, 0, V, M2, 0),
    VPBROADCASTD(RM, 1, 2, 0x58, 0, 0, V, M4, 0),
    VPBROADCASTQ(RM, 1, 2, 0x59, 1, 0, V, M8, 0),
    VPBROADCASTD_GENERAL(RM, 1, 2, 0x7c, 0, Instruction.NO, V, R32, 0),
    VPBROADCASTQ_GENERAL(RM, 1, 2, 0x7c, 1, Instruction.NO, V, R64, 0),

    VGATHERDPS(RM, 1, 2, 0x92, 0, Instruction.NO, V, INDEX4, 0),
    VGATHERDPD(RM, 1, 2, 0x92, 1, Instruction.NO, V, HALF_INDEX8, 0),
    VGATHERQPD(RM, 1, 2, 0x93, 1, Instruction.NO, V, INDEX8, 0),
    VGATHERDPS_VECTOR(RMV, 1, 2, 0x92, Instruction.NO, 0, V, INDEX4, 0),
    VGATHERDPD_VECTOR(RMV, 1, 2, 0x92, Instruction.NO, 1, V, HALF_INDEX8, 0),
    VGATHERQPD_VECTOR(RMV, 1, 2, 0x93, Instruction.NO, 1, V, INDEX8, 0),

    VMOVUPS(RM, 0, 1, 0x10, 0, 0, V, V, 0),
    VMOVUPS_STORE(MR, 0, 1, 0x11, 0, 0, V, MEMORY, 0),
    VMOVUPD(RM, 1, 1, 0x10, 1, 0, V, V, 0),
    VMOVUPD_STORE(MR, 1, 1, 0x11, 1, 0, V, MEMORY, 0),
    VMOVAPS(RM, 0, 1, 0x28, 0, 0, V, V, 0),
    VMOVDQU8(RM, 3, 1, 0x6f, 0, Instruction.NO, V, V, 0),
    VMOVDQU8_STORE(MR, 3, 1, 0x7f, 0, Instruction.NO, V, MEMORY, 0),
    VMOVDQU16(RM, 3, 1, 0x6f, 1, Instruction.NO, V, V, 0),
    VMOVDQU16_STORE(MR, 3, 1, 0x7f, 1, Instruction.NO, V, MEMORY, 0),
    VMOVNTPS(MR, 0, 1, 0x2b, 0, 0, V, MEMORY, 0),
    VMOVSS(RM, 2, 1, 0x10, 0, 0, X, M4, 0),
    VMOVSS_STORE(MR, 2, 1, 0x11, 0, 0, X, M4, 0),
    VMOVSD(RM, 3, 1, 0x10, 1, 0, X, M8, 0),
    VMOVSD_STORE(MR, 3, 1, 0x11, 1, 0, X, M8, 0),
    VMOVD(RM, 1, 1, 0x6e, 0, 0, X, R32, 0),
    VMOVD_STORE(MR, 1, 1, 0x7e, 0, 0, X, R32, 0),
    VMOVQ(RM, 1, 1, 0x6e, 1, 1, X, R64, 0),
    VMOVQ_STORE(MR, 1, 1, 0x7e, 1, 1, X, R64, 0),
    VPEXTRB_STORE(MRI, 1, 3, 0x14, Instruction.NO, 0, X, M1, 0),
    VPEXTRW_STORE(MRI, 1, 3, 0x15, Instruction.NO, 0, X, M2, 0),
    VMASKMOVPS(RVM, 1, 2, 0x2c, Instruction.NO, 0, V, MEMORY, 0),
    VMASKMOVPS_STORE(MVR, 1, 2, 0x2e, Instruction.NO, 0, V, MEMORY, 0),
    VMASKMOVPD(RVM, 1, 2, 0x2d, Instruction.NO, 0, V, MEMORY, 0),
    VMASKMOVPD_STORE(MVR, 1, 2, 0x2f, Instruction.NO, 0, V, MEMORY, 0),
    VMOVMSKPS(RM, 0, 1, 0x50, Instruction.NO, 0, R32, V, 0),
    VMOVMSKPD(RM, 1, 1, 0x50, Instruction.NO, 0, R32, V, 0),
    VPMOVM2B(RM, 2, 2, 0x28, 0, Instruction.NO, V, K, 0),
    VPMOVM2D(RM, 2, 2, 0x38, 0, Instruction.NO, V, K, 0),
    VPMOVM2Q(RM, 2, 2, 0x38, 1, Instruction.NO, V, K, 0),

    KMOVW(RM, 0, 1, 0x90, Instruction.NO, 0, K, K, 0),
    KMOVW_LOAD(RM, 0, 1, 0x90, Instruction.NO, 0, K, M2, 0),
    KMOVW_STORE(MR, 0, 1, 0x91, Instruction.NO, 0, K, M2, 0),
    KMOVW_FROM(RM, 0, 1, 0x92, Instruction.NO, 0, K, R32, 0),
    KMOVW_TO(RM, 0, 1, 0x93, Instruction.NO, 0, R32, K, 0),
    KANDW(RVM, 0, 1, 0x41, Instruction.NO, 0, K, K, 0),
    KANDNW(RVM, 0, 1, 0x42, Instruction.NO, 0, K, K, 0),
    KORW(RVM, 0, 1, 0x45, Instruction.NO, 0, K, K, 0),
    KXNORW(RVM, 0, 1, 0x46, Instruction.NO, 0, K, K, 0),
    KXORW(RVM, 0, 1, 0x47, Instruction.NO, 0, K, K, 0),
    KNOTW(RM, 0, 1, 0x44, Instruction.NO, 0, K, K, 0),
    KORTESTW(RM, 0, 1, 0x98, Instruction.NO, 0, K, K, 0),
    BZHI(RMV, 0, 2, 0xf5, Instruction.NO, 0, R32, R32, 0);

    /** In place of W: there is no such form. */
    static final int NO = -1;

    /**
     * Which operands there are, in the order of the text. R: the register, V: the further one, M:
     * register or memory, I: a number.
     */
    enum Shape {
        RM,
        RMI,
        RVM,
        RVMI,
        /** The fourth is a register in the place of a number. */
        RVMR,
        RMV,
        MR,
        MRI,
        MVR,
        /** The register's place holds a part of the opcode. */
        VMI;

        boolean hasNumber() {
            return this == RMI || this == RVMI || this == RVMR || this == MRI || this == VMI;
        }

        boolean hasFurther() {
            return this == RVM
                    || this == RVMI
                    || this == RVMR
                    || this == RMV
                    || this == MVR
                    || this == VMI;
        }
    }

    /** What an operand is. */
    enum Kind {
        /** A vector of the instruction's length. */
        V,
        /** Likewise; the length is not 128 bits. */
        WIDE,
        HALF,
        QUARTER,
        EIGHTH,
        /** A vector of 128, 256 or 512 bits. */
        X,
        Y,
        Z,
        /** Memory alone, of the instruction's length. */
        MEMORY,
        /** An element in memory, or the lowest of a vector of 128 bits. */
        M1,
        M2,
        M4,
        M8,
        /** A mask. */
        K,
        /** A general register, or memory of that size. */
        R32,
        R64,
        /**
         * Memory at several places, whose index is a vector of the instruction's length or half.
         */
        INDEX4,
        INDEX8,
        HALF_INDEX8
    }

    final Shape shape;
    final int prefix;
    final int map;
    final int opcode;
    final int evexW;
    final int vexW;
    final Kind register;
    final Kind other;
    final int element;

    /** The part of the opcode in the register's place. */
    final int extension;

    private final String text;

    Instruction(
            Shape shape,
            int prefix,
            int map,
            int opcode,
            int evexW,
            int vexW,
            Kind register,
            Kind other,
            int element) {
        this(shape, prefix, map, opcode, evexW, vexW, register, other, element, 0);
    }

    Instruction(
            Shape shape,
            int prefix,
            int map,
            int opcode,
            int evexW,
            int vexW,
            int extension,
            Kind other,
            int element) {
        this(shape, prefix, map, opcode, evexW, vexW, V, other, element, extension);
    }

    Instruction(
            Shape shape,
            int prefix,
            int map,
            int opcode,
            int evexW,
            int vexW,
            Kind register,
            Kind other,
            int element,
            int extension) {
        this.shape = shape;
        this.prefix = prefix;
        this.map = map;
        this.opcode = opcode;
        this.evexW = evexW;
        this.vexW = vexW;
        this.register = register;
        this.other = other;
        this.element = element;
        this.extension = extension;
        int end = name().indexOf('_');
        this.text = (end < 0 ? name() : name().substring(0, end)).toLowerCase(Locale.ROOT);
    }

    /** Its name in a listing. */
    public String text() {
        return text;
    }

    boolean hasEvex() {
        return evexW != NO;
    }

    boolean hasVex() {
        return vexW != NO;
    }

    /** The size of the other operand in memory, for vectors of so many bytes. */
    int memoryBytes(int vector) {
        return switch (other) {
            case V, WIDE, MEMORY -> vector;
            case HALF -> vector / 2;
            case QUARTER -> vector / 4;
            case EIGHTH -> vector / 8;
            case X -> 16;
            case Y -> 32;
            case Z -> 64;
            case M1 -> 1;
            case M2, K -> 2;
            case M4, R32, INDEX4 -> 4;
            case M8, R64, INDEX8, HALF_INDEX8 -> 8;
        };
    }
}
