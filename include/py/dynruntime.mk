# Builds a native module with natmod: an existing module's Makefile sets MPY_DIR to what `natmod mpy-dir` prints, or is
# called with it, and ends with
#
#     include $(MPY_DIR)/py/dynruntime.mk
#
# Variables, targets and flags are those of MicroPython's own py/dynruntime.mk (boards-and-runner.md part C); needed are
# make, Node and a compiler, but neither a MicroPython tree nor Python. Added are sources in C++, objects and archives, and
# that what headers and another ARCH change is made again.

ifeq ($(MOD),)
$(error MOD is not set: it names the module, as in `MOD = mymodule`)
endif
ifeq ($(SRC),)
$(error SRC is not set: it lists the sources (.c, .cpp, .S, .py), as in `SRC = mymodule.c`)
endif
ifeq ($(ARCH),)
$(error ARCH is not set: pass one, as in `make ARCH=rv64imc`)
endif

ECHO = @echo
RM = /bin/rm
MKDIR = /bin/mkdir
PYTHON = python3
ifeq ($(V),1)
Q =
MPY_LD_VERBOSE = -vvv
else
Q = @
MPY_LD_VERBOSE =
endif

# The tools that come with natmod, under the names that upstream has for them.
NATMOD_NODE ?= node
MPY_CROSS = $(NATMOD_NODE) "$(MPY_DIR)/mpy-cross/build/mpy-cross"
MPY_TOOL = $(NATMOD_NODE) "$(MPY_DIR)/tools/mpy-tool.mjs"
MPY_LD = $(NATMOD_NODE) "$(MPY_DIR)/tools/mpy-ld.mjs"

BUILD ?= build-$(ARCH)
CONFIG_H = $(BUILD)/$(MOD).config.h

# Adds to a variable of the Makefile, also to one that `override`, the command line or `make -e` has set, which make leaves
# alone otherwise: without our flags there is no module. $(call natmod_add,VARIABLE,REFERENCE TO WHAT IS ADDED)
natmod_add = $(eval $(if $(filter $(natmod_stronger),$(origin $(1))),override )$(1) += $(2))
natmod_stronger = override command
ifneq ($(findstring e,$(filter-out --%,$(firstword -$(MAKEFLAGS)))),)
natmod_stronger += environment
endif

$(call natmod_add,CLEAN_EXTRA,$$(MOD).mpy)

# ---- Architectures ----

CFLAGS_ARCH = -fpic -fno-common -U_FORTIFY_SOURCE
PICOLIBC_BASE = riscv64-unknown-elf
PICOLIBC_ROOT ?= /usr/lib/picolibc/$(PICOLIBC_BASE)/lib

ifeq ($(ARCH),x86)
CROSS = i686-linux-gnu-
CFLAGS_ARCH += -fno-stack-protector
MICROPY_FLOAT_IMPL ?= double
else ifeq ($(ARCH),x64)
CROSS = x86_64-linux-gnu-
CFLAGS_ARCH += -fno-stack-protector
MICROPY_FLOAT_IMPL ?= double
else ifeq ($(ARCH),armv6m)
CROSS = arm-none-eabi-
CFLAGS_ARCH += -mthumb -mcpu=cortex-m0
MICROPY_FLOAT_IMPL ?= float
else ifeq ($(ARCH),armv7m)
CROSS = arm-none-eabi-
CFLAGS_ARCH += -mthumb -mcpu=cortex-m3
MICROPY_FLOAT_IMPL ?= float
else ifeq ($(ARCH),armv7em)
CROSS = arm-none-eabi-
CFLAGS_ARCH += -mthumb -mcpu=cortex-m4
MICROPY_FLOAT_IMPL ?= float
else ifeq ($(ARCH),armv7emsp)
CROSS = arm-none-eabi-
CFLAGS_ARCH += -mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard
MICROPY_FLOAT_IMPL ?= float
else ifeq ($(ARCH),armv7emdp)
CROSS = arm-none-eabi-
CFLAGS_ARCH += -mthumb -mcpu=cortex-m7 -mfpu=fpv5-d16 -mfloat-abi=hard
MICROPY_FLOAT_IMPL ?= double
else ifeq ($(ARCH),xtensa)
CROSS = xtensa-lx106-elf-
CFLAGS_ARCH += -mforce-l32
MICROPY_FLOAT_IMPL ?= none
else ifeq ($(ARCH),xtensawin)
CROSS = xtensa-esp32-elf-
MICROPY_FLOAT_IMPL ?= float
else ifeq ($(ARCH),rv32imc)
CROSS = riscv64-unknown-elf-
CFLAGS_ARCH += -march=rv32imac -mabi=ilp32 -mno-relax
PICOLIBC_TARGET = rv32imac/ilp32
MICROPY_FLOAT_IMPL ?= none
else ifeq ($(ARCH),rv64imc)
CROSS = riscv64-unknown-elf-
CFLAGS_ARCH += -march=rv64imac -mabi=lp64 -mno-relax
PICOLIBC_TARGET = rv64imac/lp64
MICROPY_FLOAT_IMPL ?= none
else ifeq ($(ARCH),aarch64)
# Experimental: no firmware loads such modules yet.
CROSS = aarch64-linux-gnu-
CFLAGS_ARCH += -fno-stack-protector -mno-outline-atomics
MICROPY_FLOAT_IMPL ?= double
else
$(error architecture '$(ARCH)' not supported: use x86, x64, armv6m, armv7m, armv7em, armv7emsp, armv7emdp, xtensa, \
xtensawin, rv32imc, rv64imc or aarch64)
endif

ifeq ($(origin CC),default)
CC = $(CROSS)gcc
# Systems whose own compiler makes 32-bit code have no i686-linux-gnu-gcc.
ifeq ($(ARCH)$(shell command -v $(CROSS)gcc 2>/dev/null),x86)
CC = gcc -m32
endif
endif

# The compiler for C++ that belongs to CC.
ifeq ($(origin CXX),default)
CXX = $(patsubst %cc,%c++,$(patsubst %gcc,%g++,$(patsubst %clang,%clang++,$(CC))))
endif

# ---- Flags ----

ifeq ($(ARCH),x86)
# gcc would align arrays to 32 bytes, of which loaders promise 16; clang does not, and has no such flag.
CFLAGS_ARCH += $(shell $(CC) -malign-data=abi -E -x c /dev/null >/dev/null 2>&1 && echo -malign-data=abi)
endif

ifneq ($(PICOLIBC_TARGET),)
PICOLIBC_SPECS := $(shell $(CC) --print-file-name=picolibc.specs 2>/dev/null)
ifneq ($(filter-out picolibc.specs,$(PICOLIBC_SPECS)),)
ifneq ($(shell grep -l '$(PICOLIBC_BASE)' '$(PICOLIBC_SPECS)' 2>/dev/null),)
USE_PICOLIBC = 1
CFLAGS_ARCH += -specs=$(PICOLIBC_SPECS)
endif
endif
endif
ifneq ($(findstring -musl,$(shell $(CC) -dumpmachine 2>/dev/null)),)
USE_MUSL = 1
endif

natmod_upper = $(subst double,DOUBLE,$(subst float,FLOAT,$(subst none,NONE,$(1))))

natmod_cflags = -I. -I$(MPY_DIR) -std=c99 -Os -Wall -Werror -DNDEBUG -DNO_QSTR
natmod_cflags += -DMICROPY_ENABLE_DYNRUNTIME -DMP_CONFIGFILE='<$(CONFIG_H)>'
natmod_cflags += $(CFLAGS_ARCH)
natmod_cflags += -DMICROPY_FLOAT_IMPL=MICROPY_FLOAT_IMPL_$(call natmod_upper,$(MICROPY_FLOAT_IMPL))
# Messages of the linker name source lines; it never gets into the module.
natmod_cflags += -g
natmod_cflags += $(CFLAGS_EXTRA)
# Headers of the C library for compilers that come without one.
natmod_cflags += -idirafter $(MPY_DIR)/libc
$(call natmod_add,CFLAGS,$$(natmod_cflags))
# Exceptions, types at run time and guarded initialisation need what no module has.
CXXFLAGS_STD = -std=c++17 -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-asynchronous-unwind-tables \
	-fno-unwind-tables -fno-use-cxa-atexit

# Of MPY_LD_FLAGS.
natmod_ld_flags =
ifneq ($(ARCH_FLAGS),)
natmod_ld_flags += --arch-flags "$(ARCH_FLAGS)"
endif
ifneq ($(MPY_EXTERN_SYM_FILE),)
natmod_ld_flags += --externs "$(realpath $(MPY_EXTERN_SYM_FILE))"
endif
$(call natmod_add,MPY_CROSS_FLAGS,-march=$$(ARCH))

# ---- The compiler's library and the C library, for LINK_RUNTIME=1 ----

ifeq ($(LINK_RUNTIME),1)
IS_CLANG := $(findstring clang,$(shell $(CC) --version 2>/dev/null))
# Whose libraries they are.
natmod_owner = $(CC) $(CFLAGS)
ifneq ($(IS_CLANG),)
ifeq ($(realpath $(shell $(natmod_owner) --print-libgcc-file-name)),)
# clang has libraries for the computer it runs on only. Those of a gcc are for the same calls.
ifneq ($(shell command -v $(CROSS)gcc 2>/dev/null),)
natmod_owner = $(CROSS)gcc $(CFLAGS_ARCH)
ifneq ($(PICOLIBC_TARGET),)
USE_PICOLIBC := $(if $(filter-out picolibc.specs,$(shell $(CROSS)gcc --print-file-name=picolibc.specs)),1)
endif
endif
endif
endif
ifneq ($(if $(IS_CLANG),$(LINK_CLANG_CLANGRT),1),0)
LIBGCC_PATH := $(realpath $(shell $(natmod_owner) --print-libgcc-file-name))
ifeq ($(LIBGCC_PATH),)
$(error LINK_RUNTIME=1: $(CC) names no library of its own (--print-libgcc-file-name))
endif
natmod_ld_flags += -l$(LIBGCC_PATH)
endif
ifneq ($(USE_PICOLIBC)$(USE_MUSL),)
LIBM_NAME = libc.a
else
LIBM_NAME = libm.a
endif
LIBM_PATH := $(realpath $(shell $(natmod_owner) --print-file-name=$(LIBM_NAME)))
ifeq ($(LIBM_PATH)$(USE_PICOLIBC),1)
# Some gccs do not ask the specs file for this.
LIBM_PATH := $(realpath $(PICOLIBC_ROOT)/$(PICOLIBC_TARGET)/$(LIBM_NAME))
endif
ifneq ($(LIBM_PATH),)
natmod_ld_flags += -l$(LIBM_PATH)
endif
ifneq ($(IS_CLANG),)
ifeq ($(LINK_CLANG_LIBC),1)
natmod_ld_flags += -l$(realpath $(shell $(CC) $(CFLAGS) --print-file-name=libc.a))
endif
endif
endif

# ---- Steps ----

# What is scanned for names, compiled, and linked as it is.
natmod_texts = $(filter-out %.o %.a,$(SRC))
natmod_compiled = $(filter %.c %.cpp %.cc %.cxx %.S %.s,$(SRC))
natmod_strange = $(filter-out $(natmod_compiled) %.o %.a %.py %.h %.hpp %.hh,$(SRC))
ifneq ($(natmod_strange),)
$(warning SRC has $(natmod_strange), which is only searched for names: nothing here compiles it)
endif
ifneq ($(words $(sort $(natmod_compiled))),$(words $(sort $(basename $(natmod_compiled)))))
$(error SRC has sources whose names differ in the ending alone, and so would their objects: $(natmod_compiled))
endif

SRC_O += $(addprefix $(BUILD)/,$(addsuffix .o,$(basename $(natmod_compiled)))) $(filter %.o,$(SRC))
natmod_ld_flags += $(addprefix -l,$(filter %.a,$(SRC)))
$(call natmod_add,MPY_LD_FLAGS,$$(natmod_ld_flags))
SRC_MPY += $(addprefix $(BUILD)/,$(patsubst %.py,%.mpy,$(filter %.py,$(SRC))))
# The module without its Python sources, one of which may have its name.
natmod_native = $(BUILD)/$(MOD).mpy
ifneq ($(filter $(natmod_native),$(SRC_MPY)),)
natmod_native = $(BUILD)/$(MOD).native.mpy
natmod_named = --source-name $(MOD).mpy
endif

.PHONY: all clean natmod_always
.DELETE_ON_ERROR:

all: $(MOD).mpy

clean:
	$(RM) -rf $(BUILD) $(CLEAN_EXTRA)

# Which architecture BUILD is for: it may be one folder for several.
natmod_arch = $(BUILD)/$(MOD).arch
ifneq ($(shell cat '$(natmod_arch)' 2>/dev/null),$(ARCH))
$(natmod_arch): natmod_always
endif
# The module may have been made last from another BUILD, in which case it is newer than what tells that it was this one.
natmod_last = $(BUILD)/$(MOD).last
ifneq ($(shell test '$(MOD).mpy' -nt '$(natmod_last)' && echo other),)
$(MOD).mpy: natmod_always
endif
# The object of a source in ../ is outside of BUILD, where it may have been made last for another one: its list tells.
natmod_outside = $(addsuffix .o,$(basename $(foreach source,$(filter ../%,$(natmod_compiled)),$(BUILD)/$(source))))
natmod_others := $(foreach object,$(natmod_outside),$(shell grep -q '^$(object):' '$(object:.o=.d)' 2>/dev/null || echo '$(object)'))
$(natmod_others): natmod_always
# With each object a list of the headers that it was made from.
natmod_lists = -MMD -MP -MF $(basename $@).d

$(natmod_arch):
	$(Q)$(MKDIR) -p $(dir $@)
	$(Q)echo $(ARCH) >$@

$(CONFIG_H): $(natmod_texts)
	$(ECHO) "GEN $@"
	$(Q)$(MKDIR) -p $(dir $@)
	$(Q)$(MPY_LD) --arch $(ARCH) --preprocess -o $@ $^

$(BUILD)/%.o: %.c $(CONFIG_H) $(natmod_arch) Makefile
	$(ECHO) "CC $<"
	$(Q)$(MKDIR) -p $(dir $@)
	$(Q)$(CC) $(CFLAGS) $(natmod_lists) -o $@ -c $<

$(BUILD)/%.o: %.S $(CONFIG_H) $(natmod_arch) Makefile
	$(ECHO) "AS $<"
	$(Q)$(MKDIR) -p $(dir $@)
	$(Q)$(CC) $(CFLAGS) $(natmod_lists) -o $@ -c $<

$(BUILD)/%.o: %.s $(CONFIG_H) $(natmod_arch) Makefile
	$(ECHO) "AS $<"
	$(Q)$(MKDIR) -p $(dir $@)
	$(Q)$(CC) $(CFLAGS) -o $@ -c $<

define natmod_cxx_rule
$(BUILD)/%.o: %.$(1) $$(CONFIG_H) $$(natmod_arch) Makefile
	$$(ECHO) "CXX $$<"
	$$(Q)$$(MKDIR) -p $$(dir $$@)
	$$(Q)$$(CXX) $$(subst -std=c99,$$(CXXFLAGS_STD),$$(CFLAGS)) $$(natmod_lists) -o $$@ -c $$<
endef
$(foreach ending,cpp cc cxx,$(eval $(call natmod_cxx_rule,$(ending))))

$(BUILD)/%.mpy: %.py $(natmod_arch)
	$(ECHO) "MPY $<"
	$(Q)$(MKDIR) -p $(dir $@)
	$(Q)$(MPY_CROSS) $(MPY_CROSS_FLAGS) -o $@ $<

$(natmod_native): $(SRC_O)
	$(ECHO) "LINK $<"
	$(Q)$(MPY_LD) $(MPY_LD_VERBOSE) --arch $(ARCH) --qstrs $(CONFIG_H) $(natmod_named) $(MPY_LD_FLAGS) -o $@ $^

$(MOD).mpy: $(natmod_native) $(SRC_MPY)
	$(ECHO) "GEN $@"
	$(Q)$(MPY_TOOL) --merge -o $@ $(filter-out natmod_always,$^)
	$(Q)touch $(natmod_last)

-include $(addprefix $(BUILD)/,$(addsuffix .d,$(basename $(natmod_compiled))))
