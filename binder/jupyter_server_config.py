"""Settings of the Jupyter server on Binder, where all kernels together have 2 GB.

The first kernel that loads Keras takes 600 MB, each further one 256 MB more, and one that only
counts 36 MB (measured). With the server that is six lessons with Keras at once. So a learner who
takes at least three minutes for a lesson may open every one of them.
"""

c = get_config()  # noqa: F821 (Jupyter provides it)

# Long enough for a teacher to talk about one figure. Moving a slider that asks the kernel counts as
# using it, and so does a cell that is still running.
c.MappingKernelManager.cull_idle_timeout = 15 * 60
c.MappingKernelManager.cull_interval = 60
# A lesson's tab stays connected for as long as it is open, and few people close tabs.
c.MappingKernelManager.cull_connected = True
